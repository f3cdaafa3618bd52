" Files of specifications.
autocmd BufRead,BufNewFile *.sluice setfiletype sluice
