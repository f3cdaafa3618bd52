;;; sluice-mode.el --- Specifications of messaging flows -*- lexical-binding: t; -*-

;;; Commentary:
;; A mode for files of Sluice, with its language server through Eglot: put this folder on `load-path', and
;; (require 'sluice-mode)
;; (add-hook 'sluice-mode-hook #'eglot-ensure)

;;; Code:

(require 'sluice-keywords)

(defvar sluice-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 124b" table)
    (modify-syntax-entry ?* ". 23" table)
    (modify-syntax-entry ?\n "> b" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?_ "w" table)
    (modify-syntax-entry ?- "." table)
    table)
  "Comments and texts of Sluice.")

(defvar sluice-font-lock-keywords
  `((,(regexp-opt sluice-keywords 'symbols) . font-lock-keyword-face)
    (,(regexp-opt sluice-types 'symbols) . font-lock-type-face)
    ("\\_<\\(true\\|false\\|null\\)\\_>" . font-lock-constant-face)
    ("@[[:alpha:]]+" . font-lock-preprocessor-face)
    ("\\_<\\(?:event\\|command\\|query\\|type\\|enum\\|topic\\|queue\\|service\\|aggregate\\|projection\\|process\\|context\\|actor\\)\\s-+\\(\\sw+\\)"
     1 font-lock-function-name-face t))
  "What is coloured without a server.")

;;;###autoload
(define-derived-mode sluice-mode prog-mode "Sluice"
  "Specifications of messaging flows."
  (setq-local comment-start "// ")
  (setq-local comment-end "")
  (setq-local indent-tabs-mode nil)
  (setq-local tab-width 2)
  (setq-local font-lock-defaults '(sluice-font-lock-keywords)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.sluice\\'" . sluice-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(sluice-mode . ("sluice" "lsp" "--stdio"))))

(provide 'sluice-mode)
;;; sluice-mode.el ends here
