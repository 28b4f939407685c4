package io.tidegate.score.toxicity;

import io.tidegate.sample.Role;
import io.tidegate.sample.Sample;
import io.tidegate.sample.Turn;
import io.tidegate.score.Basis;
import io.tidegate.score.Category;
import io.tidegate.score.Evidence;
import io.tidegate.score.Judge;
import io.tidegate.score.Score;
import io.tidegate.score.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges each turn by what there is for its language, and gives the worst turn's score. One per thread.
 *
 * <p>What a score rests on is the weakest of what its turns were judged by. Text in an unknown language is judged as if it were
 * English, which finds at least English abuse in it.
 */
final class ToxicityJudge implements Judge {

    /** From this value on a category is shown. */
    private static final double SHOWN = 0.1;

    /** From this value on it is said where it was seen, for which the turn is read again. */
    private static final double WITH_EVIDENCE = 0.3;

    private final Map<Language, PassageFinder> finders = new EnumMap<>(Language.class);
    private final Optional<Language> only;
    private final LanguageDetector detector = new LanguageDetector();
    private final WordListReader lists = new WordListReader();
    private final Tokens tokens = new Tokens();

    /** The overall head first, then the categories. */
    private final List<String> heads = new ArrayList<>();

    private final double[] worst;
    private final int[] worstTurn;

    /** The first token of the worst passage, and the one after its last. */
    private final int[] worstFirst;

    private final int[] worstEnd;

    ToxicityJudge(Map<Language, ToxicityModel> models, List<String> categories, Optional<Language> only) {
        models.forEach((language, model) -> finders.put(language, new PassageFinder(model)));
        this.only = only;
        heads.add(ToxicityModel.OVERALL);
        heads.addAll(categories);
        worst = new double[heads.size()];
        worstTurn = new int[heads.size()];
        worstFirst = new int[heads.size()];
        worstEnd = new int[heads.size()];
    }

    @Override
    public Score score(Sample sample, Set<Role> roles) {
        Arrays.fill(worst, 0);
        Basis basis = Basis.MODEL;
        List<Turn> turns = sample.turns();
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            if (turn.role() == Role.TEXT || roles.contains(turn.role())) {
                Basis of = judge(turn.content(), i);
                basis = of.compareTo(basis) > 0 ? of : basis;
            }
        }
        List<Category> categories = new ArrayList<>();
        for (int head = 1; head < worst.length; head++) {
            if (worst[head] >= SHOWN) {
                categories.add(new Category(heads.get(head), worst[head], evidence(turns, head)));
            }
        }
        return new Score(worst[0], basis, evidence(turns, 0), categories);
    }

    private Language language(String text) {
        return only.isPresent() ? only.get() : detector.of(text);
    }

    private Basis judge(String text, int turn) {
        Language language = language(text);
        PassageFinder finder = finders.get(language);
        Basis basis = Basis.MODEL;
        if (finder == null) {
            Optional<WordList> list = WordList.of(language);
            if (list.isPresent()) {
                note(0, lists.read(list.get(), text).value(), turn, 0, 0);
                return Basis.WORDLIST;
            }
            finder = finders.get(Language.EN);
            basis = Basis.UNSUPPORTED;
        }
        if (finder != null) {
            Passages passages = finder.find(text, tokens);
            List<ToxicityModel.Head> judged = finder.model().heads();
            for (int head = 0; head < judged.size() && passages.any(); head++) {
                note(
                        heads.indexOf(judged.get(head).name()),
                        judged.get(head).probability(passages.worst(head)),
                        turn,
                        passages.worstFirst(head),
                        passages.worstEnd(head));
            }
        }
        return basis;
    }

    private void note(int head, double value, int turn, int first, int end) {
        if (value > worst[head]) {
            worst[head] = value;
            worstTurn[head] = turn;
            worstFirst[head] = first;
            worstEnd[head] = end;
        }
    }

    /** Where the worst turn's passage shows what it was judged by: found by reading that turn once more. */
    private Optional<Evidence> evidence(List<Turn> turns, int head) {
        if (worst[head] < WITH_EVIDENCE) {
            return Optional.empty();
        }
        int turn = worstTurn[head];
        String text = turns.get(turn).content();
        Language language = language(text);
        PassageFinder finder = finders.get(language);
        List<Span> spans;
        if (finder == null && WordList.of(language).isPresent()) {
            WordListReader.Found found = lists.read(WordList.of(language).get(), text);
            spans = new ArrayList<>();
            for (int i = 0; i < found.starts().length; i++) {
                spans.add(new Span(found.starts()[i], found.ends()[i]));
            }
        } else {
            PassageFinder used = finder == null ? finders.get(Language.EN) : finder;
            spans = used == null
                    ? List.of()
                    : used.evidence(
                            text, tokens, used.model().headOf(heads.get(head)), worstFirst[head], worstEnd[head]);
        }
        return spans.isEmpty() ? Optional.empty() : Optional.of(new Evidence(turn, spans));
    }
}
