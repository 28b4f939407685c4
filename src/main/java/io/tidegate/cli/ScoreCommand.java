package io.tidegate.cli;

import io.tidegate.gate.Admission;
import io.tidegate.gate.Departure;
import io.tidegate.gate.Gate;
import io.tidegate.gate.GateListener;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Scored;
import io.tidegate.gate.Scoring;
import io.tidegate.gate.Storage;
import io.tidegate.gate.VerdictJson;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidegate score}: the gate over a file, without Kafka. */
@Command(
        name = "score",
        description = {
            "Judges JSONL without Kafka: one verdict a line on stdout, in input order (what a policy holds comes later).",
            "The verdicts are those of the gate under the same policy; a line's source is the file's name, partition 0 and its"
                    + " number from 0. Blank lines are skipped."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidegate score samples.jsonl.gz > verdicts.jsonl",
            "  producer | tidegate score - --policy policy.yaml | grep quarantined"
        })
final class ScoreCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "JSONL, also .gz; - is standard input.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String file;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private SettingsOptions options;

    @Override
    public Integer call() {
        Settings settings = options.read();
        Gate gate = Wiring.gate(Wiring.policy(settings.policy()), settings.maxSampleBytes());
        try (Lines lines = Lines.open(file);
                OutputStream out = Output.stdout()) {
            Tally tally = judge(gate, new IndexBudget(settings.indexMemory()), lines, out);
            out.flush();
            System.err.println(tally.summary());
            return ExitCode.FINE;
        } catch (IOException e) {
            return Output.cutOff(e);
        }
    }

    static Tally judge(Gate gate, IndexBudget budget, Lines lines, OutputStream out) throws IOException {
        Scoring scoring = gate.newScoring();
        Admission admission = gate.newAdmission(Storage.ofTheProcess(), lines.name(), budget, GateListener.NONE);
        Tally tally = new Tally();
        Progress progress = new Progress();
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            Source source = new Source(lines.name(), 0, lines.number());
            Scored scored = scoring.score(Arrival.of(source, line.get()));
            write(admission.admit(scored, scored.arrival().timestamp(), 0), tally, out);
            if (tally.decided() == 1 || lines.wouldWait()) {
                out.flush();
            }
            progress.show(tally::summary);
        }
        write(admission.end(), tally, out);
        return tally;
    }

    private static void write(List<Departure> leaving, Tally tally, OutputStream out) throws IOException {
        for (Departure departure : leaving) {
            out.write(VerdictJson.write(departure.verdict()));
            out.write('\n');
            tally.count(departure.verdict());
        }
    }
}
