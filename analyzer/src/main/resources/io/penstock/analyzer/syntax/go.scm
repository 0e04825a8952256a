;; go/ignored-error medium
;; The error is thrown away.
;; bad
;; package a
;; func f() { value, _ := load(); use(value) }
;; good
;; package a
;; func f() { value, err := load(); use(value, err) }
((short_var_declaration left: (expression_list (_) (identifier) @last .) right: (expression_list . (call_expression) .)) @it (#eq? @last "_"))

;; go/empty-branch medium
;; The error is looked at and nothing is done about it.
;; bad
;; package a
;; func f() { if err != nil { } }
;; good
;; package a
;; func f() { if err != nil { log(err) } }
(if_statement consequence: (block . "{" . "}" .)) @it

;; go/panic low
;; Ends the program: return an error.
;; bad
;; package a
;; func f() { panic("no flour") }
;; good
;; package a
;; func f() error { return errors.New("no flour") }
((call_expression function: (identifier) @f) @it (#eq? @f "panic"))

;; go/exit low
;; Ends the program at once, without what is deferred.
;; bad
;; package a
;; func f() { os.Exit(1) }
;; good
;; package a
;; func f() error { return err }
((call_expression function: (selector_expression operand: (identifier) @p field: (field_identifier) @f)) @it (#eq? @p "os") (#eq? @f "Exit"))

;; go/defer-in-loop medium
;; What is deferred waits for the end of the function, not of the round.
;; bad
;; package a
;; func f() { for _, n := range names { defer n.Close() } }
;; good
;; package a
;; func f() { for _, n := range names { n.Close() } }
(for_statement body: (block (_ (defer_statement) @it)))

;; go/weak-hash medium security
;; MD5 and SHA-1 are broken: use SHA-256, and for passwords a function made for them.
;; bad
;; package a
;; import "crypto/md5"
;; good
;; package a
;; import "crypto/sha256"
((import_spec path: (interpreted_string_literal) @p) @it (#any-of? @p "\"crypto/md5\"" "\"crypto/sha1\"" "\"crypto/des\"" "\"crypto/rc4\""))

;; go/weak-random low security
;; Its numbers can be foretold: use crypto/rand for what must be secret.
;; bad
;; package a
;; import "math/rand"
;; good
;; package a
;; import "crypto/rand"
((import_spec path: (interpreted_string_literal) @p) @it (#any-of? @p "\"math/rand\"" "\"math/rand/v2\""))

;; go/unsafe medium
;; Goes around the types, and breaks when the compiler changes.
;; bad
;; package a
;; import "unsafe"
;; good
;; package a
;; import "reflect"
((import_spec path: (interpreted_string_literal) @p) @it (#eq? @p "\"unsafe\""))

;; go/no-certificate-check high security
;; The certificate of the other side is not checked: anybody may answer in its place.
;; bad
;; package a
;; var c = tls.Config{InsecureSkipVerify: true}
;; good
;; package a
;; var c = tls.Config{MinVersion: tls.VersionTLS13}
((keyed_element . (literal_element (identifier) @k) (literal_element (true))) @it (#eq? @k "InsecureSkipVerify"))

;; go/sql-by-format high security
;; SQL is put together of texts: whoever can write one of them can write SQL. Pass parameters.
;; bad
;; package a
;; func f() { db.Query(fmt.Sprintf("SELECT * FROM users WHERE name = '%s'", name)) }
;; good
;; package a
;; func f() { db.Query("SELECT * FROM users WHERE name = $1", name) }
((call_expression function: (selector_expression field: (field_identifier) @f) arguments: (argument_list . (call_expression function: (selector_expression operand: (identifier) @p field: (field_identifier) @g)))) @it (#any-of? @f "Query" "QueryRow" "Exec") (#eq? @p "fmt") (#eq? @g "Sprintf"))
((call_expression function: (selector_expression field: (field_identifier) @f) arguments: (argument_list . (binary_expression left: (interpreted_string_literal) operator: "+"))) @it (#any-of? @f "Query" "QueryRow" "Exec"))

;; go/shell-command medium security
;; The command goes through a shell, which also runs what is hidden in its arguments.
;; bad
;; package a
;; func f() { exec.Command("sh", "-c", "ls " + folder) }
;; good
;; package a
;; func f() { exec.Command("ls", folder) }
((call_expression function: (selector_expression operand: (identifier) @p field: (field_identifier) @f) arguments: (argument_list . (interpreted_string_literal) @sh . (interpreted_string_literal) @c)) @it (#eq? @p "exec") (#eq? @f "Command") (#any-of? @sh "\"sh\"" "\"bash\"" "\"/bin/sh\"" "\"/bin/bash\"") (#eq? @c "\"-c\""))

;; go/compare-with-bool info
;; It is true or false already.
;; bad
;; package a
;; func f() { if ready == true { start() } }
;; good
;; package a
;; func f() { if ready { start() } }
(binary_expression operator: ["==" "!="] [(true) (false)]) @it

;; go/naked-return info
;; What is returned is not to be seen here.
;; bad
;; package a
;; func f() (n int, err error) { n = 1; return }
;; good
;; package a
;; func f() (n int, err error) { n = 1; return n, nil }
(function_declaration result: (parameter_list (parameter_declaration name: (identifier))) body: (block (statement_list (return_statement . "return" .) @it)))

;; go/dot-import low
;; Nobody can see where the names come from.
;; bad
;; package a
;; import . "fmt"
;; good
;; package a
;; import "fmt"
(import_spec name: (dot)) @it

;; go/print info
;; Writes to the output of the process, mostly left from a trial.
;; bad
;; package a
;; func f() { println("here") }
;; good
;; package a
;; func f() { slog.Info("here") }
((call_expression function: (identifier) @f) @it (#any-of? @f "print" "println"))
