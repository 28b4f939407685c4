package io.tidegate.score.origin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.sample.Origin;
import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Short texts that give a model away, or don't, with what is known of each; and how many of them are found. */
public final class Disclosures {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Origin HUMAN = Origin.of(Origin.Kind.HUMAN);

    private final List<Row> rows;

    private Disclosures(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /**
     * One text.
     *
     * @param writer a letter; empty if it isn't told
     * @param language two letters
     * @param kind what it does
     */
    public record Row(String writer, String language, String kind, String text) {}

    /** How many of how many texts are refused. */
    public record Found(int refused, int all) {

        public double part() {
            return (double) refused / all;
        }

        private static Found of(List<Row> rows, Judge judge) {
            long refused = rows.stream().filter(row -> isRefused(judge, row)).count();
            return new Found((int) refused, rows.size());
        }
    }

    /** The rows of a file beside this class. */
    public static Disclosures in(String resource) {
        List<Row> rows = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(Disclosures.class.getResourceAsStream(resource), resource)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                JsonNode row = JSON.readTree(line);
                rows.add(new Row(
                        row.path("writer").asText(),
                        row.path("language").asText(),
                        row.path("kind").asText(),
                        row.path("text").asText()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
        return new Disclosures(rows);
    }

    public List<Row> rows() {
        return rows;
    }

    public Found found() {
        return Found.of(rows, OriginScorer.bundled().newJudge());
    }

    /** The same by language or kind, in alphabetical order. */
    public Map<String, Found> foundBy(Function<Row, String> what) {
        Judge judge = OriginScorer.bundled().newJudge();
        Map<String, Found> found = new TreeMap<>();
        rows.stream().collect(Collectors.groupingBy(what)).forEach((key, of) -> found.put(key, Found.of(of, judge)));
        return found;
    }

    private static boolean isRefused(Judge judge, Row row) {
        return score(judge, Role.ASSISTANT, row.text()).value()
                > OriginScorer.bundled().defaultLimit();
    }

    /** The score of a sample of one turn that is declared human. */
    public static Score score(Judge judge, Role role, String text) {
        Sample sample = new Sample("id", Optional.empty(), HUMAN, List.of(new Turn(role, text, HUMAN)));
        return judge.score(sample, Set.of(Role.USER, Role.ASSISTANT, Role.TOOL));
    }
}
