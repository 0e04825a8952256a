; For TypeScript, beside those of javascript.scm.

;; typescript/any low
;; any switches the checks off for all that it touches: use unknown.
;; bad
;; let answer: any;
;; good
;; let answer: unknown;
((predefined_type) @it (#eq? @it "any"))

;; typescript/non-null-assertion low
;; Says that it is not null without looking.
;; bad
;; const n = user!.name;
;; good
;; const n = user?.name;
(non_null_expression) @it

;; typescript/ignored-error medium
;; The compiler's error is silenced, whatever it will be: use @ts-expect-error with a reason.
;; bad
;; // @ts-ignore
;; go(1);
;; good
;; // @ts-expect-error the types of this library are wrong
;; go(1);
((comment) @it (#match? @it "^(//|/\\*) *@ts-(ignore|nocheck)"))

;; typescript/double-assertion medium
;; Goes through unknown or any so that the compiler cannot object.
;; bad
;; const user = answer as unknown as User;
;; good
;; const user = parse(answer);
(as_expression (as_expression (predefined_type) @t) (#any-of? @t "unknown" "any")) @it

;; typescript/wrapper-type low
;; The type of the wrapper object and not of the value: use the name in lower case.
;; bad
;; let name: String;
;; good
;; let name: string;
(type_annotation (type_identifier) @it (#any-of? @it "String" "Number" "Boolean" "Symbol" "BigInt"))

;; typescript/function-type low
;; Function takes any arguments and gives anything: write the signature.
;; bad
;; let done: Function;
;; good
;; let done: (code: number) => void;
(type_annotation (type_identifier) @it (#eq? @it "Function"))

;; typescript/namespace info
;; Modules do what namespaces did.
;; bad
;; namespace Mill { export const a = 1; }
;; good
;; export const a = 1;
(internal_module) @it

;; typescript/require low
;; The types of what is required are lost: use import.
;; bad
;; const fs = require("fs");
;; good
;; import * as fs from "fs";
(variable_declarator value: (call_expression function: (identifier) @f (#eq? @f "require"))) @it

;; typescript/empty-interface info
;; Everything has this type.
;; bad
;; interface Anything {}
;; good
;; interface Named { name: string }
(interface_declaration body: (interface_body . "{" . "}" .)) @it

;; typescript/const-enum info
;; Its values are copied into what uses them, and stay when they change.
;; bad
;; const enum Light { Red, Green }
;; good
;; enum Light { Red, Green }
(enum_declaration "const") @it

;; typescript/triple-slash info
;; A reference instead of an import.
;; bad
;; /// <reference path="mill.d.ts" />
;; good
;; import "./mill";
((comment) @it (#match? @it "^///\\s*<reference"))

;; typescript/empty-object-type low
;; {} is anything that is not null: use object, unknown or a record.
;; bad
;; let options: {};
;; good
;; let options: object;
(type_annotation (object_type . "{" . "}" .) @it)
