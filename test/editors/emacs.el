;;; What test/editors/emacs.test.ts does in Emacs: looks, fixes, types and hovers, and writes down what it saw.  -*- lexical-binding: t -*-

(require 'package)
(package-initialize)
(require 'cl-lib)
(require 'json)
(require 'eglot)

(defun seen ()
  "The findings of this buffer, as Flymake shows them."
  (mapcar (lambda (diagnostic)
            (list (cons 'place (buffer-substring-no-properties (flymake-diagnostic-beg diagnostic)
                                                               (flymake-diagnostic-end diagnostic)))
                  (cons 'line (line-number-at-pos (flymake-diagnostic-beg diagnostic)))
                  (cons 'text (flymake-diagnostic-text diagnostic))))
          (sort (flymake-diagnostics) (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b))))))

(defun has (words)
  "Whether a finding says WORDS."
  (cl-some (lambda (finding) (string-match-p (regexp-quote words) (alist-get 'text finding))) (seen)))

(defun wait (what check)
  "Lets messages come until CHECK holds; WHAT is waited for."
  (with-timeout (30 (error "Waited in vain for %s" what))
    (while (not (funcall check))
      ;; Without a window no time is idle: what waits for that is told to go on.
      (eglot--signal-textDocument/didChange)
      (flymake-start)
      (accept-process-output nil 0.1))))

(defvar report nil)
(defun note (key value) (push (cons key value) report))

(condition-case problem
    (let ((eglot-sync-connect 30)
          (eglot-autoshutdown t))
      (load (expand-file-name "init.el"))
      (find-file "Dockerfile")
      (note 'mode (symbol-name major-mode))
      (apply #'eglot (eglot--guess-contact))
      (wait "findings" (lambda () (has "secret-file-removed-in-later-layer")))
      (note 'opened (vconcat (seen)))

      (goto-char (point-min))
      (search-forward "> /pass")
      (let (shown)
        (eglot-hover-eldoc-function (lambda (words &rest _) (setq shown (substring-no-properties words))))
        (wait "a hover" (lambda () shown))
        (note 'hover shown))

      (cl-letf (((symbol-function 'completing-read)
                 (lambda (_prompt actions &rest _) (note 'actions (vconcat (mapcar #'car actions))) (caar actions)))
                ((symbol-function 'y-or-n-p) #'always))
        ;; As from a key, not from the mouse.
        (let ((last-nonmenu-event ?a))
          (eglot-code-actions (point) nil nil t)))
      (wait "the fix" (lambda () (not (has "secret-file-removed-in-later-layer"))))
      (note 'fixed (buffer-string))

      (goto-char (point-max))
      (insert "RUN chmod 4755 /app\n")
      (wait "a finding in what was typed" (lambda () (has "setuid-bit")))
      (save-buffer)
      (eglot-shutdown (eglot-current-server))

      (find-file "pod.yaml")
      (apply #'eglot (eglot--guess-contact))
      (wait "findings of the manifest" (lambda () (has "host-namespace")))
      (note 'manifest (vconcat (seen)))
      (eglot-shutdown (eglot-current-server)))
  (error (note 'problem (error-message-string problem))))

(write-region (json-encode report) nil "report.json" nil 'quiet)
