package io.penstock.standalone.cli;

import picocli.CommandLine.Command;

@Command(name = "demo", description = "Run the whole service and show it at work.", mixinStandardHelpOptions = true)
final class DemoCommand implements Runnable {
    @Override
    public void run() {}
}
