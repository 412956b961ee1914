;;; eglot.el --- eglot shows what Vireon finds  -*- lexical-binding: t -*-
;; emacs --batch -Q -l eglot.el, in a folder with hash.py.
;; VIREON_COMMAND: the language server's command, words apart by tabs. Ends with 0 where all went well.

(require 'package)
(dolist (directory '("/usr/share/emacs/site-lisp/elpa" "/usr/share/emacs/site-lisp/elpa-src"))
  (add-to-list 'package-directory-list directory))
(package-initialize)
(require 'eglot)
(require 'flymake)

(defvar failed nil)

(defun check (name ok)
  (unless ok (setq failed t))
  (message "%s %s" (if ok "ok  " "FAIL") name))

(defun until (condition)
  (let ((end (+ (float-time) 20)) result)
    (while (and (not (setq result (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02))
    result))

(setq eglot-server-programs
      `((python-mode . (,@(split-string (getenv "VIREON_COMMAND") "\t") :initializationOptions (:from "eglot"))))
      eglot-sync-connect 20
      eglot-autoshutdown t
      eglot-confirm-server-initiated-edits nil)
(with-suppressed-warnings ((obsolete eglot-confirm-server-edits)) (setq eglot-confirm-server-edits nil))

(message "Emacs %s" emacs-version)
(find-file "hash.py")
(setq-local flymake-no-changes-timeout 0.1)
(apply #'eglot (eglot--guess-contact))
(flymake-mode 1)
(check "a diagnostic arrives" (until (lambda () (flymake-start) (flymake-diagnostics))))
(let ((found (car (flymake-diagnostics))))
  (when found
    (message "%s %s" (flymake-diagnostic-beg found) (flymake-diagnostic-text found))
    (goto-char (flymake-diagnostic-beg found))
    (check "it stands where the fault is" (looking-at "md5"))
    (check "hovering shows the manual"
           (string-match-p "Collisions of MD5"
                           (format "%s" (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                                         (eglot--TextDocumentPositionParams)))))
    ;; Not as if by mouse, which would open a menu.
    (let ((last-nonmenu-event t))
      (cl-letf (((symbol-function 'completing-read)
                 (lambda (_prompt choices &rest _)
                   (message "%s" (mapcar #'car choices))
                   (caar choices))))
        (eglot-code-actions (flymake-diagnostic-beg found) (flymake-diagnostic-end found) "quickfix" t)))
    (check "the fix is made" (until (lambda () (save-excursion (goto-char (point-min)) (search-forward "sha256" nil t)))))
    (eglot--signal-textDocument/didChange) ; which waits for idle time, and a batch has none
    (check "the diagnostic goes" (until (lambda () (flymake-start) (not (flymake-diagnostics)))))))
(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))
(kill-emacs (if failed 1 0))
;;; eglot.el ends here
