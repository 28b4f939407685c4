package io.tidegate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate top}: a running gate in a terminal, live. */
@Command(
        name = "top",
        description = {
            "Shows a running gate, each second anew: whether it runs, what comes, what is accepted, what is quarantined by which"
                    + " rule, latency, lag, index memory, and the synthetic share of each dataset against its limit. Asks the"
                    + " gate over its HTTP port. Ctrl-C ends it."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidegate top", "  tidegate top --http-host 10.0.0.7 --http-port 8080 --once"})
final class TopCommand implements Callable<Integer> {

    private static final String CLEAR_AND_HOME = "\u001b[H\u001b[2J";

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Option(names = "--once", description = "Prints what one second looks like, and ends.")
    private boolean once;

    @Override
    public Integer call() throws InterruptedException {
        GateClient gate = new GateClient(options.read());
        CountDownLatch told = new CountDownLatch(1);
        try (Closing closing = new Closing(Closing.BEFORE_SUPERVISORS)) {
            closing.add(told::countDown);
            String clear = !once && isTerminal() ? CLEAR_AND_HOME : "";
            Scrape before = scrape(gate);
            while (!told.await(1, TimeUnit.SECONDS)) {
                Scrape now = scrape(gate);
                JsonNode datasets = Output.parse(gate.ledger()).path("datasets");
                System.out.print(clear + new TopFrame(gate.place(), before, now, datasets).text());
                System.out.flush();
                if (once || System.out.checkError()) {
                    return ExitCode.FINE;
                }
                before = now;
            }
            return ExitCode.FINE;
        }
    }

    /** Before JDK 22 there is a console only if it is a terminal; since then it says so itself. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private static Scrape scrape(GateClient gate) throws InterruptedException {
        String metrics = gate.metrics();
        return Scrape.parse(System.nanoTime(), metrics);
    }
}
