package io.tidegate.cli;

import io.tidegate.gate.Findings;
import io.tidegate.gate.LawAudit;
import io.tidegate.gate.SecondJudgement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code tidegate audit} prints: the account, what couldn't be checked, and what is wrong.
 *
 * @param judgement of the verdicts, if they were to be compared
 */
record AuditReport(
        String applicationId, LawAudit.Account account, Optional<SecondJudgement> judgement, Findings findings) {

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        counts().forEach((what, count) -> lines.add(String.format(Locale.ROOT, "%-22s %,14d", what, count)));
        notChecked().forEach(line -> lines.add("not checked: " + line));
        if (findings.count() == 0) {
            lines.add(
                    notChecked().isEmpty()
                            ? "The law holds: each record once, unchanged, in one order for each scope, judged as `score` does."
                            : "The law holds, as far as it was checked.");
            return lines;
        }
        lines.add(String.format(
                Locale.ROOT,
                "The law is broken: %s. %s",
                kinds(),
                findings.count() > findings.first().size()
                        ? "The first " + findings.first().size() + ":"
                        : "All:"));
        findings.first().forEach(found -> lines.add("  " + found.where() + " " + found.what()));
        return lines;
    }

    private String kinds() {
        List<String> kinds = new ArrayList<>();
        findings.counts().forEach((kind, count) -> kinds.add(String.format(Locale.ROOT, "%s %,d", name(kind), count)));
        return String.join(", ", kinds);
    }

    private static String name(Findings.Kind kind) {
        return switch (kind) {
            case LOST -> "lost";
            case TWICE -> "decided twice";
            case MADE_UP -> "made up";
            case CHANGED -> "changed";
            case ORDER -> "out of order";
            case VERDICT -> "judged otherwise";
        };
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("records of samples", account.records());
        counts.put("accepted", account.accepted());
        counts.put("quarantined", account.quarantined());
        counts.put("in escrow", account.waiting());
        counts.put("on their way", account.onTheWay());
        counts.put("not read yet", account.unread());
        judgement.ifPresent(judged -> counts.put("verdicts compared", compared(judged)));
        return counts;
    }

    /** What could not be checked, and why. */
    private List<String> notChecked() {
        List<String> lines = new ArrayList<>();
        if (account.records() > 0 && account.unread() == account.records()) {
            lines.add("whether anything is lost, as the group " + applicationId
                    + " has read nothing of samples: is that the gate's --application-id?");
        }
        count(lines, account.later(), "decisions on records that came after the audit began");
        count(
                lines,
                account.beforeSamples(),
                "decisions on records that retention has deleted from samples: whether these are as they came");
        count(
                lines,
                account.unknown(),
                "records that left by neither topic, unless by the part of it that retention has deleted");
        judgement.ifPresentOrElse(
                judged -> addNotCompared(judged, lines), () -> lines.add("the verdicts, as told by --no-verdicts"));
        return lines;
    }

    private static void addNotCompared(SecondJudgement judged, List<String> lines) {
        judged.byOthers()
                .forEach((judge, count) -> count(
                        lines,
                        count,
                        "verdicts of policy " + judge + ": give that policy with --policy or --former-policy"));
        count(
                lines,
                judged.notCompared(),
                "verdicts in scopes of which a decision is missing, deleted, another policy's or different: from there on"
                        + " memory can't be rebuilt");
    }

    private static long compared(SecondJudgement judged) {
        return judged.equal() + judged.different();
    }

    private static void count(List<String> lines, long count, String what) {
        if (count > 0) {
            lines.add(String.format(Locale.ROOT, "%,d %s", count, what));
        }
    }

    /** For programs. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("holds", findings.count() == 0);
        json.put("records", account.records());
        json.put("accepted", account.accepted());
        json.put("quarantined", account.quarantined());
        json.put("inEscrow", account.waiting());
        json.put("onTheirWay", account.onTheWay());
        json.put("notReadYet", account.unread());
        json.put("verdictsCompared", judgement.map(AuditReport::compared).orElse(0L));
        json.put("notChecked", notChecked());
        Map<String, Long> counts = new LinkedHashMap<>();
        findings.counts().forEach((kind, count) -> counts.put(name(kind), count));
        json.put("broken", counts);
        json.put("findings", findings.first());
        return json;
    }
}
