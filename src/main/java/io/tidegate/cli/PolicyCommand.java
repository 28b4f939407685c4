package io.tidegate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.score.Scorer;
import io.tidegate.score.Scorers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidegate policy}: what there is to do with a policy before it is used. */
@Command(
        name = "policy",
        description = "Checks policies.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: tidegate policy check policy.yaml"})
final class PolicyCommand implements Runnable {

    private static final int FINE = 0;
    private static final int WRONG = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Asked for when a policy is read: opening models takes time that other commands need not spend. */
    private final Supplier<List<Scorer>> scorers;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    PolicyCommand() {
        this(Scorers::all);
    }

    PolicyCommand(Supplier<List<Scorer>> scorers) {
        this.scorers = scorers;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What about policies? Try: tidegate policy check FILE");
    }

    @Command(
            name = "check",
            description =
                    "Prints the effective policy and the hash that verdicts name it by, or every mistake at once.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "Exit codes:%n",
            exitCodeList = {"0:The policy is fine.", "2:The policy has mistakes, or the file can't be read."},
            footer = {"", "Example: tidegate policy check policy.yaml"})
    int check(
            @Parameters(paramLabel = "FILE", description = "The policy, in YAML.") Path file,
            @Option(names = "--json", description = "Prints one JSON object: file, hash and policy.") boolean json)
            throws JsonProcessingException {
        PolicyFile.Result result = PolicyFile.read(file, scorers.get());
        if (result.judged().isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            result.mistakes().forEach(mistake -> err.println(mistake.in(file.toString())));
            err.flush();
            return WRONG;
        }
        PolicyFile.Judged judged = result.judged().get();
        JsonNode content = JSON.readTree(judged.policy().canonical());
        String hash = judged.fingerprint();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode object = JSON.createObjectNode();
            object.put("file", file.toString()).put("hash", hash).set("policy", content);
            out.println(JSON.writeValueAsString(object));
        } else {
            out.println(file + ": fine");
            out.println(hash);
            out.println();
            out.print(yaml(content, ""));
        }
        out.flush();
        return FINE;
    }

    /** The JSON as YAML, which reads as the same policy. */
    private static String yaml(JsonNode object, String indent) {
        StringBuilder lines = new StringBuilder();
        object.properties().forEach(member -> {
            JsonNode value = member.getValue();
            boolean word = member.getKey().matches("[a-zA-Z][a-zA-Z0-9_-]*");
            lines.append(indent)
                    .append(word ? member.getKey() : "\"" + escaped(member.getKey()) + "\"")
                    .append(':');
            lines.append(value.isObject() && !value.isEmpty() ? "\n" + yaml(value, indent + "  ") : " " + value + "\n");
        });
        return lines.toString();
    }

    private static String escaped(String name) {
        return name.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
