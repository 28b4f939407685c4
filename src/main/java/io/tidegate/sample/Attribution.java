package io.tidegate.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Gives every message its origin: its own, else the sample's. */
final class Attribution {

    private Attribution() {}

    static List<Turn> turns(List<Message> messages, Origin sample) {
        OptionalInt synthetic = sample.statedSynthetic();
        if (synthetic.isPresent()) {
            return shareOut(messages, sample, synthetic.getAsInt());
        }
        List<Turn> turns = new ArrayList<>(messages.size());
        for (Message message : messages) {
            turns.add(new Turn(message.role(), message.text(), message.origin().orElse(sample)));
        }
        return turns;
    }

    /**
     * The number counts the whole sample's synthetic characters. What the messages with an origin of their own leave of it
     * falls to the others, to each in proportion to its length, so that the turns' numbers add up to the sample's.
     */
    private static List<Turn> shareOut(List<Message> messages, Origin sample, int synthetic) {
        long left = synthetic;
        long heirs = 0;
        for (Message message : messages) {
            if (message.origin().isPresent()) {
                left -= message.origin().get().synthetic(message.characters());
            } else {
                heirs += message.characters();
            }
        }
        left = Math.max(0, Math.min(left, heirs));
        List<Turn> turns = new ArrayList<>(messages.size());
        long before = 0;
        for (Message message : messages) {
            Origin origin = sample;
            if (message.origin().isPresent()) {
                origin = message.origin().get();
            } else {
                long after = before + message.characters();
                long share = heirs == 0 ? 0 : left * after / heirs - left * before / heirs;
                origin = sample.withSyntheticCharacters((int) share);
                before = after;
            }
            turns.add(new Turn(message.role(), message.text(), origin));
        }
        return turns;
    }
}
