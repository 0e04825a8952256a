; Each block is a rule: its name and severity, what it says, code that breaks it, code that does not, and the query that tells them apart.

;; python/bare-except medium
;; Catches everything, even what is to stop the program: name the exceptions.
;; bad
;; try:
;;     load()
;; except:
;;     retry()
;; good
;; try:
;;     load()
;; except OSError:
;;     retry()
(except_clause . "except" . ":") @it

;; python/swallowed-exception medium
;; The exception is caught and nothing is done about it.
;; bad
;; try:
;;     load()
;; except OSError:
;;     pass
;; good
;; try:
;;     load()
;; except OSError as e:
;;     log(e)
(except_clause (block . (pass_statement) .)) @it

;; python/mutable-default high
;; The default is made once and shared by all calls: use None and make it in the function.
;; bad
;; def add(item, items=[]):
;;     items.append(item)
;; good
;; def add(item, items=None):
;;     items = items or []
(default_parameter value: [(list) (dictionary) (set)]) @it
(typed_default_parameter value: [(list) (dictionary) (set)]) @it
(default_parameter value: (call function: (identifier) @f arguments: (argument_list . "(" . ")")) (#any-of? @f "list" "dict" "set")) @it

;; python/eval high security
;; Runs text as code: whoever can write the text can do what the program can.
;; bad
;; eval(line)
;; good
;; ast.literal_eval(line)
(call function: (identifier) @f (#any-of? @f "eval" "exec")) @it

;; python/shell-true high security
;; The command goes through a shell, which also runs what is hidden in its arguments: pass a list.
;; bad
;; subprocess.run("ls " + folder, shell=True)
;; good
;; subprocess.run(["ls", folder])
(call arguments: (argument_list (keyword_argument name: (identifier) @name value: (true))) (#eq? @name "shell")) @it

;; python/os-system medium security
;; The command goes through a shell, which also runs what is hidden in its arguments: use subprocess with a list.
;; bad
;; os.system("rm " + name)
;; good
;; subprocess.run(["rm", name])
(call function: (attribute object: (identifier) @o attribute: (identifier) @a) (#eq? @o "os") (#any-of? @a "system" "popen")) @it

;; python/unsafe-yaml high security
;; yaml.load makes objects of any class that the text names: use safe_load.
;; bad
;; yaml.load(text)
;; good
;; yaml.safe_load(text)
(call function: (attribute object: (identifier) @o attribute: (identifier) @a) arguments: (argument_list . (_) .) (#eq? @o "yaml") (#eq? @a "load")) @it

;; python/unpickling medium security
;; Unpickling runs what the data say: never do it with data of others.
;; bad
;; pickle.loads(body)
;; good
;; json.loads(body)
(call function: (attribute object: (identifier) @o attribute: (identifier) @a) (#any-of? @o "pickle" "cPickle" "dill" "shelve" "marshal") (#any-of? @a "load" "loads")) @it

;; python/no-certificate-check high security
;; The certificate of the other side is not checked: anybody may answer in its place.
;; bad
;; requests.get(url, verify=False)
;; good
;; requests.get(url)
(call arguments: (argument_list (keyword_argument name: (identifier) @name value: (false))) (#eq? @name "verify")) @it

;; python/compare-with-none low
;; None is one object: compare with is, as == may be anything.
;; bad
;; if user == None:
;;     leave()
;; good
;; if user is None:
;;     leave()
(comparison_operator operators: ["==" "!="] (none)) @it

;; python/compare-with-literal medium
;; is compares objects and not values; that equal literals are one object is luck.
;; bad
;; if name is "ada":
;;     greet()
;; good
;; if name == "ada":
;;     greet()
(comparison_operator operators: ["is" "is not"] [(string) (integer) (float)]) @it

;; python/assert-on-tuple high
;; A tuple that is not empty is always true: this asserts nothing.
;; bad
;; assert (count > 0, "empty")
;; good
;; assert count > 0, "empty"
(assert_statement . "assert" . (tuple (_)) .) @it

;; python/weak-hash medium security
;; MD5 and SHA-1 are broken: use SHA-256, and for passwords a function made for them.
;; bad
;; hashlib.md5(data)
;; good
;; hashlib.sha256(data)
(call function: (attribute object: (identifier) @o attribute: (identifier) @a) (#eq? @o "hashlib") (#any-of? @a "md5" "sha1")) @it

;; python/star-import low
;; Nobody can see which names this brings, and what it hides.
;; bad
;; from os.path import *
;; good
;; from os.path import join
(import_from_statement (wildcard_import)) @it

;; python/return-in-finally high
;; It replaces whatever exception or result was under way.
;; bad
;; def read():
;;     try:
;;         return load()
;;     finally:
;;         return None
;; good
;; def read():
;;     try:
;;         return load()
;;     finally:
;;         close()
(finally_clause (block [(return_statement) (break_statement) (continue_statement)] @it))

;; python/sql-by-format high security
;; SQL is put together of texts: whoever can write one of them can write SQL. Pass parameters.
;; bad
;; cursor.execute("SELECT * FROM users WHERE name = '%s'" % name)
;; good
;; cursor.execute("SELECT * FROM users WHERE name = %s", [name])
(call function: (attribute attribute: (identifier) @a) arguments: (argument_list . (binary_operator left: (string) operator: ["%" "+"])) (#any-of? @a "execute" "executemany" "executescript")) @it
(call function: (attribute attribute: (identifier) @a) arguments: (argument_list . (string (interpolation))) (#any-of? @a "execute" "executemany" "executescript")) @it
