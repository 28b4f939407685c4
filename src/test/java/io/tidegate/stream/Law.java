package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.gate.Findings;
import io.tidegate.gate.Gate;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.LawAudit;
import io.tidegate.gate.SecondJudgement;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds what left the gate against what was sent to it, with the program's own verifier.
 *
 * @param sent by source
 * @param left by source
 * @param decisions as they lie in the topics
 */
record Law(
        Topics topics,
        Map<Source, Sent> sent,
        Map<Source, Left> left,
        List<Decided> decisions,
        LawAudit audit,
        Findings findings) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record that left, with its verdict read. */
    record Left(Decided decided, JsonNode verdict) {

        boolean accepted() {
            return verdict.get("verdict").asText().equals("accepted");
        }

        boolean placed() {
            return verdict.has("scope");
        }

        String scope() {
            return verdict.get("scope").asText();
        }

        long sequence() {
            return verdict.get("sequence").asLong();
        }

        List<String> rules() {
            return verdict.path("reasons").findValuesAsText("rule");
        }
    }

    static Source source(JsonNode verdict) {
        JsonNode at = verdict.get("source");
        return new Source(
                at.get("topic").asText(),
                at.get("partition").asInt(),
                at.get("offset").asLong());
    }

    static JsonNode verdict(Decided decided) {
        try {
            return JSON.readTree(decided.verdict().orElseThrow());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a verdict is no JSON", e);
        }
    }

    /** Law 1: each record left once; nothing else did. */
    static Law eachLeftOnce(Topics topics, List<Sent> sent, List<Decided> decided) {
        Map<Source, Sent> in = new LinkedHashMap<>();
        sent.stream()
                .sorted(Comparator.comparing((Sent record) -> record.source().partition())
                        .thenComparing(record -> record.source().offset()))
                .forEach(record -> in.put(record.source(), record));
        Findings findings = new Findings(20);
        LawAudit audit = new LawAudit(
                topics.samples(),
                findings,
                source -> Optional.ofNullable(in.get(source)).map(Sent::arrival));
        in.values().forEach(record -> audit.came(record.arrival()));
        Map<Source, Left> out = new HashMap<>();
        for (Decided decision : decided) {
            audit.left(AuditedTopics.left(topics, decision), true);
            JsonNode verdict = verdict(decision);
            out.put(source(verdict), new Left(decision, verdict));
        }
        audit.end();
        Law law = new Law(topics, in, out, decided, audit, findings);
        assertThat(out).hasSameSizeAs(sent);
        return law.none(Findings.Kind.TWICE, Findings.Kind.LOST, Findings.Kind.MADE_UP);
    }

    private Law none(Findings.Kind... kinds) {
        assertThat(findings.counts()).as("%s", findings.first()).doesNotContainKeys(kinds);
        return this;
    }

    /** Law 2: bytes, keys, headers and timestamps as they came; what is oversized leaves with that part empty. */
    Law unchanged() {
        return none(Findings.Kind.CHANGED);
    }

    /**
     * Law 3: the decisions of a scope, those to wait included, are numbered without a gap, in one partition, and lie in accepted and
     * quarantine in that order.
     */
    Law oneOrderPerScope() {
        return none(Findings.Kind.ORDER);
    }

    /** Law 5: the same records in the same order, judged in memory alone, get the same verdicts to the byte. */
    Law likeInMemory(Gate gate) {
        Map<Source, Arrival> all = new HashMap<>();
        sent.forEach((source, record) -> all.put(source, record.arrival()));
        decisions.forEach(decision ->
                all.put(decision.at(), AuditedTopics.left(topics, decision).record()));
        SecondJudgement judgement = new SecondJudgement(
                List.of(gate),
                topics.samples(),
                audit,
                findings,
                new IndexBudget(1L << 30),
                source -> Optional.ofNullable(all.get(source)));
        decisions.stream()
                .map(decision -> decision.at().partition())
                .distinct()
                .sorted()
                .forEach(partition ->
                        judgement.partition(of(topics.accepted(), partition), of(topics.quarantine(), partition)));
        none(Findings.Kind.VERDICT);
        assertThat(judgement.equal()).as("verdicts compared").isEqualTo(decisions.size());
        return this;
    }

    private Iterator<io.tidegate.gate.Left> of(String topic, int partition) {
        return decisions.stream()
                .filter(decision ->
                        decision.at().topic().equals(topic) && decision.at().partition() == partition)
                .map(decision -> AuditedTopics.left(topics, decision))
                .iterator();
    }

    /** The decisions of each scope in their order. */
    Map<String, List<Left>> byScope() {
        Map<String, List<Left>> scopes = new TreeMap<>();
        left.values().stream()
                .filter(Left::placed)
                .sorted(Comparator.comparing(Left::sequence))
                .forEach(decision -> scopes.computeIfAbsent(decision.scope(), scope -> new ArrayList<>())
                        .add(decision));
        return scopes;
    }

    long accepted() {
        return left.values().stream().filter(Left::accepted).count();
    }

    Left of(Sent record) {
        return Objects.requireNonNull(left.get(record.source()));
    }
}
