package io.penstock.standalone.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Print what completes these commands in a shell.",
        footer = {
            "",
            "  source <(penstock completion bash)",
            "  source <(penstock completion zsh)",
            "",
            "in ~/.bashrc or ~/.zshrc, with the launcher on the PATH."
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {

    /** What is printed fits both: in zsh it turns bash's completion on. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    @SuppressWarnings("UnusedVariable") // the same for both
    private Shell shell = Shell.BASH;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("penstock", spec.root().commandLine()));
        out.flush();
    }
}
