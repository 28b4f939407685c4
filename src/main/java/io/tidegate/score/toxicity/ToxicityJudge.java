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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    private final Map<Language, Known> known = new EnumMap<>(Language.class);
    private final Optional<Language> only;
    private final LanguageDetector detector = new LanguageDetector();
    private final WordListReader lists = new WordListReader();

    /** The overall head first, then the categories. */
    private final List<Worst> heads = new ArrayList<>();

    ToxicityJudge(Map<Language, ToxicityModel> models, List<String> categories, Optional<Language> only) {
        this.only = only;
        heads.add(new Worst(ToxicityModel.OVERALL));
        categories.forEach(category -> heads.add(new Worst(category)));
        Tokens tokens = new Tokens();
        models.forEach((language, model) -> known.put(language, new Known(new PassageFinder(model, tokens), heads)));
    }

    /** A language with a model: of each of the model's heads, what is kept under its name. */
    private record Known(PassageFinder finder, List<Worst> worsts) {

        private Known {
            Map<String, Worst> byName = worsts.stream().collect(Collectors.toMap(worst -> worst.name, worst -> worst));
            worsts = finder.model().heads().stream()
                    .map(head -> Objects.requireNonNull(byName.get(head.name()), "each head has a place"))
                    .toList();
        }
    }

    /** The worst of a sample under one name, and what it was judged by: a finder's passage, or a list. */
    private final class Worst {

        private final String name;
        private double value;
        private int turn;
        private @Nullable PassageFinder finder;
        private int head;
        private int start;
        private int end;
        private @Nullable WordList list;

        private Worst(String name) {
            this.name = name;
        }

        /** Found by reading the turn once more. */
        private Optional<Evidence> evidence(List<Turn> turns) {
            if (value < WITH_EVIDENCE) {
                return Optional.empty();
            }
            List<Span> spans = spans(turns.get(turn).content());
            return spans.isEmpty() ? Optional.empty() : Optional.of(new Evidence(turn, spans));
        }

        private List<Span> spans(String text) {
            if (finder != null) {
                return finder.evidence(text, head, start, end);
            }
            return list == null ? List.of() : ToxicityJudge.spans(lists.read(list, text));
        }
    }

    @Override
    public Score score(Sample sample, Set<Role> roles) {
        heads.forEach(head -> head.value = 0);
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
        for (Worst head : heads.subList(1, heads.size())) {
            if (head.value >= SHOWN) {
                categories.add(new Category(head.name, head.value, head.evidence(turns)));
            }
        }
        return new Score(heads.get(0).value, basis, heads.get(0).evidence(turns), categories);
    }

    private Basis judge(String text, int turn) {
        Language language = only.isPresent() ? only.get() : detector.of(text);
        Known model = known.get(language);
        if (model != null) {
            judge(text, turn, model);
            return Basis.MODEL;
        }
        Optional<WordList> list = WordList.of(language);
        if (list.isPresent()) {
            judge(text, turn, list.get());
            return Basis.WORDLIST;
        }
        Known english = known.get(Language.EN);
        if (english != null) {
            judge(text, turn, english);
        }
        return Basis.UNSUPPORTED;
    }

    private void judge(String text, int turn, Known model) {
        ModelPassages passages = model.finder().find(text);
        for (int head = 0; head < model.worsts().size() && passages.any(); head++) {
            Worst worst = model.worsts().get(head);
            double value =
                    model.finder().model().heads().get(head).calibration().at(passages.worst(head));
            if (value > worst.value) {
                worst.value = value;
                worst.turn = turn;
                worst.finder = model.finder();
                worst.head = head;
                worst.start = passages.worstStart(head);
                worst.end = passages.worstEnd(head);
            }
        }
    }

    private void judge(String text, int turn, WordList list) {
        double value = lists.read(list, text).value();
        Worst worst = heads.get(0);
        if (value > worst.value) {
            worst.value = value;
            worst.turn = turn;
            worst.finder = null;
            worst.list = list;
        }
    }

    private static List<Span> spans(WordListReader.Found found) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < found.starts().length; i++) {
            spans.add(new Span(found.starts()[i], found.ends()[i]));
        }
        return spans;
    }
}
