; For JavaScript and TypeScript.

;; javascript/eval high security
;; Runs text as code: whoever can write the text can do what the program can.
;; bad
;; eval(text);
;; good
;; JSON.parse(text);
(call_expression function: (identifier) @f (#eq? @f "eval")) @it
(new_expression constructor: (identifier) @f (#eq? @f "Function")) @it

;; javascript/loose-equality low
;; == converts before it compares: use ===.
;; bad
;; if (a == b) go();
;; good
;; if (a === b || c == null) go();
((binary_expression left: (_) @l operator: ["==" "!="] right: (_) @r) @it (#not-eq? @l "null") (#not-eq? @r "null"))

;; javascript/compare-with-nan high
;; Nothing equals NaN, not even NaN: use Number.isNaN.
;; bad
;; if (n === NaN) go();
;; good
;; if (Number.isNaN(n)) go();
((binary_expression operator: ["==" "!=" "===" "!=="] (identifier) @n) @it (#eq? @n "NaN"))

;; javascript/var low
;; A var is seen in all of the function and may be declared twice: use let or const.
;; bad
;; var count = 0;
;; good
;; let count = 0;
(variable_declaration "var") @it

;; javascript/empty-catch medium
;; The error is caught and nothing is done about it.
;; bad
;; try { load(); } catch (e) { }
;; good
;; try { load(); } catch (e) { log(e); }
(catch_clause body: (statement_block . "{" . "}" .)) @it

;; javascript/inner-html medium security
;; What is assigned becomes HTML with its scripts: use textContent, or clean it.
;; bad
;; box.innerHTML = name;
;; good
;; box.textContent = name;
((assignment_expression left: (member_expression property: (property_identifier) @p) right: (_) @r) @it (#any-of? @p "innerHTML" "outerHTML") (#not-match? @r "^[\"'`]{2}$"))

;; javascript/document-write medium security
;; Writes HTML of texts into the page, and replaces the page when it is loaded already.
;; bad
;; document.write(name);
;; good
;; document.body.append(name);
((call_expression function: (member_expression object: (identifier) @o property: (property_identifier) @p)) @it (#eq? @o "document") (#any-of? @p "write" "writeln"))

;; javascript/timer-with-text high security
;; The text is run as code: pass a function.
;; bad
;; setTimeout("go()", 100);
;; good
;; setTimeout(go, 100);
((call_expression function: (identifier) @f arguments: (arguments . [(string) (template_string)])) @it (#any-of? @f "setTimeout" "setInterval"))

;; javascript/async-promise-executor high
;; What an async executor throws is lost: the promise never ends.
;; bad
;; new Promise(async (resolve) => resolve(await load()));
;; good
;; new Promise((resolve) => resolve(1));
((new_expression constructor: (identifier) @c arguments: (arguments . [(arrow_function "async") (function_expression "async")])) @it (#eq? @c "Promise"))

;; javascript/for-in-over-array low
;; for in goes over names, and over inherited ones too: use for of.
;; bad
;; for (const i in [1, 2, 3]) go(i);
;; good
;; for (const i of [1, 2, 3]) go(i);
(for_in_statement operator: "in" right: (array)) @it

;; javascript/debugger medium
;; Stops the program wherever a debugger is attached.
;; bad
;; debugger;
;; good
;; go();
(debugger_statement) @it

;; javascript/alert low
;; A dialog of the browser, mostly left from a trial.
;; bad
;; alert("here");
;; good
;; show("here");
((call_expression function: (identifier) @f) @it (#any-of? @f "alert" "confirm" "prompt"))

;; javascript/assignment-in-condition medium
;; Assigns where a comparison is expected.
;; bad
;; if (a = b) go();
;; good
;; if (a === b) go();
(if_statement condition: (parenthesized_expression . "(" . (assignment_expression) @it))

;; javascript/self-compare medium
;; Compares a name with itself.
;; bad
;; if (count === count) go();
;; good
;; if (count === total) go();
((binary_expression left: (identifier) @l operator: ["==" "!=" "===" "!==" "<" ">" "<=" ">="] right: (identifier) @r) @it (#eq? @l @r))

;; javascript/return-in-finally high
;; It replaces whatever error or result was under way.
;; bad
;; function f() { try { return load(); } finally { return 1; } }
;; good
;; function f() { try { return load(); } finally { close(); } }
(finally_clause body: (statement_block (return_statement) @it))

;; javascript/shell-command high security
;; The command goes through a shell, which also runs what is hidden in its arguments: use execFile with a list.
;; bad
;; child_process.exec("ls " + folder);
;; good
;; child_process.execFile("ls", [folder]);
((call_expression function: (member_expression object: (identifier) @o property: (property_identifier) @p) arguments: (arguments . [(binary_expression) (template_string (template_substitution))])) @it (#any-of? @o "child_process" "cp") (#any-of? @p "exec" "execSync"))

;; javascript/weak-hash medium security
;; MD5 and SHA-1 are broken: use SHA-256, and for passwords a function made for them.
;; bad
;; crypto.createHash("md5");
;; good
;; crypto.createHash("sha256");
((call_expression function: (member_expression property: (property_identifier) @p) arguments: (arguments . (string (string_fragment) @s))) @it (#eq? @p "createHash") (#any-of? @s "md5" "MD5" "sha1" "SHA1"))
