-- Neovim starts the language server for specifications, one for each system. Set g:sluice_command to start another program.
if vim.b.did_ftplugin_sluice then
  return
end
vim.b.did_ftplugin_sluice = true
vim.bo.commentstring = "// %s"
vim.bo.comments = ":///,://"
vim.bo.shiftwidth = 2
vim.bo.expandtab = true

local file = vim.api.nvim_buf_get_name(0)
-- A system is the folder of its configuration; without one, what lies beside the file.
local configuration = vim.fn.findfile("sluice.config.json", vim.fn.fnamemodify(file, ":p:h") .. ";")
local root = vim.fn.fnamemodify(configuration ~= "" and configuration or file, ":p:h")
local installed = root .. "/node_modules/.bin/sluice"
local command = vim.g.sluice_command or { vim.fn.executable(installed) == 1 and installed or "sluice", "lsp", "--stdio" }

local options = { name = "sluice", cmd = command, root_dir = root }
if vim.lsp.start then
  vim.lsp.start(options)
else
  -- Neovim before 0.8.
  _G.sluice_clients = _G.sluice_clients or {}
  local client = _G.sluice_clients[root]
  if not client or not vim.lsp.get_client_by_id(client) then
    client = vim.lsp.start_client(options)
    _G.sluice_clients[root] = client
  end
  vim.lsp.buf_attach_client(0, client)
end
