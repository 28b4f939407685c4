package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Gate;
import io.tidegate.gate.IndexBudget;
import io.tidegate.gate.Scoring;
import io.tidegate.sample.Arrival;
import io.tidegate.sample.Source;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class SimulationPictureTest {

    /** A run over human (h) and synthetic (s) samples, with a limit that the picture is to show. */
    private static Scenario run(String name, OptionalDouble limit, String kinds) {
        Gate gate =
                Wiring.gate(new PolicyFile.Judged(PolicyFile.builtIn(List.of()).policy(), List.of()), 1 << 20);
        Scenario run = new Scenario(name, limit, gate, new IndexBudget(64 << 20), "test", text -> {});
        Scoring scoring = gate.newScoring();
        for (int i = 0; i < kinds.length(); i++) {
            String kind = kinds.charAt(i) == 'h' ? "human" : "synthetic";
            String json = "{\"origin\":{\"kind\":\"" + kind + "\"},\"text\":\"sample number " + i + "\"}";
            run.admit(scoring.score(Arrival.of(new Source("test", 0, i), json.getBytes(StandardCharsets.UTF_8))));
        }
        run.end();
        return run;
    }

    private static Document draw(String source, Scenario... runs) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder()
                    .parse(new InputSource(new StringReader(SimulationPicture.svg(source, List.of(runs)))));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("the picture is no XML", e);
        }
    }

    private static List<Element> elements(Document picture, String name) {
        NodeList found = picture.getElementsByTagNameNS("http://www.w3.org/2000/svg", name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static List<String> texts(Document picture) {
        return elements(picture, "text").stream().map(Element::getTextContent).toList();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    @Test
    void aCurveGoesWhereTheShareIs() {
        Document picture = draw("a", run("off", OptionalDouble.empty(), "hshs"));

        // the share after each record is 0, 1/2, 1/3, 1/2; the panel reaches from 80 to 740 and from 84 (100 %) to 334
        // (0 %)
        Element share = elements(picture, "polyline").get(0);
        assertThat(share.getAttribute("points")).isEqualTo("245.0,334.0 410.0,209.0 575.0,250.7 740.0,209.0");
        assertThat(share.getAttribute("fill")).isEqualTo("none");
    }

    @Test
    void eachRunHasItsColourItsLimitAndItsName() {
        Document picture = draw(
                "a",
                run("0.3", OptionalDouble.of(0.3), "hhs"),
                run("0.3 hold", OptionalDouble.of(0.3), "hhs"),
                run("off", OptionalDouble.empty(), "hhs"));

        List<String> colours = elements(picture, "polyline").stream()
                .map(curve -> curve.getAttribute("stroke"))
                .toList();
        assertThat(colours).hasSize(6).doesNotContain("");
        assertThat(colours.stream().distinct()).hasSize(3);
        assertThat(texts(picture)).contains("0.3", "0.3 hold", "off", "max share", "the limit");
        List<Element> dashed = elements(picture, "line").stream()
                .filter(line -> !line.getAttribute("stroke-dasharray").isEmpty())
                .toList();
        assertThat(dashed).hasSize(3); // two limits, and the legend's
        assertThat(dashed.subList(0, 2)).allMatch(line -> number(line, "y1") == 259 && number(line, "y2") == 259);
    }

    @Test
    void isReadByItselfOnAnyBackground() {
        Document picture = draw("a", run("off", OptionalDouble.empty(), "hs"));
        Element svg = picture.getDocumentElement();

        Element background = elements(picture, "rect").get(0);
        assertThat(background.getAttribute("fill")).isEqualTo("#FFFFFF");
        assertThat(background.getAttribute("width")).isEqualTo(svg.getAttribute("width"));
        assertThat(background.getAttribute("height")).isEqualTo(svg.getAttribute("height"));
        assertThat(elements(picture, "title")).hasSize(1);
        assertThat(elements(picture, "script")).isEmpty();
        assertThat(elements(picture, "image")).isEmpty();
        assertThat(texts(picture))
                .contains("0 %", "100 %", "records that came", "synthetic share of what was accepted");
    }

    @Test
    void allThatIsWrittenLiesInsideAndNoTwoTextsOnEachOther() {
        Scenario[] runs = new Scenario[SimulationPicture.MOST_RUNS];
        Arrays.setAll(runs, i -> run("0.123456789 hold", OptionalDouble.of(0.1 * i), "hs"));
        Document picture = draw("a", runs);

        // a letter is at most 0.65 of its size wide
        List<double[]> boxes = elements(picture, "text").stream()
                .map(text -> {
                    String size = text.getAttribute("font-size");
                    double em = size.isEmpty() ? 13 : Double.parseDouble(size);
                    double width = 0.65 * em * text.getTextContent().length();
                    double left = number(text, "x")
                            - switch (text.getAttribute("text-anchor")) {
                                case "end" -> width;
                                case "middle" -> width / 2;
                                default -> 0;
                            };
                    return new double[] {left, left + width, number(text, "y") - em, number(text, "y")};
                })
                .toList();
        double width = number(picture.getDocumentElement(), "width");
        double height = number(picture.getDocumentElement(), "height");
        assertThat(boxes).hasSizeGreaterThan(20);
        for (int i = 0; i < boxes.size(); i++) {
            double[] box = boxes.get(i);
            assertThat(box[0]).as(texts(picture).get(i)).isNotNegative();
            assertThat(box[1]).as(texts(picture).get(i)).isLessThan(width);
            assertThat(box[3]).isLessThan(height);
            for (double[] other : boxes.subList(0, i)) {
                boolean apart = box[0] >= other[1] || other[0] >= box[1] || box[2] >= other[3] || other[2] >= box[3];
                assertThat(apart)
                        .as("%s on %s", texts(picture).get(i), texts(picture).get(boxes.indexOf(other)))
                        .isTrue();
            }
        }
    }

    @Test
    void aNameIsNoMarkup() {
        String name = "a<script>&\"b\u0007.jsonl";

        assertThat(texts(draw(name, run("off", OptionalDouble.empty(), "h")))).contains("a<script>&\"b.jsonl");
    }

    @Test
    void drawsAStreamOfNothing() {
        Document picture = draw("empty.jsonl", run("0.5", OptionalDouble.of(0.5), ""));

        assertThat(elements(picture, "polyline"))
                .allMatch(curve -> curve.getAttribute("points").isEmpty());
    }

    @Test
    void ticksAreRoundNumbersAndFew() {
        assertThat(SimulationPicture.step(1)).isEqualTo(1);
        assertThat(SimulationPicture.step(6)).isEqualTo(1);
        assertThat(SimulationPicture.step(7)).isEqualTo(2);
        assertThat(SimulationPicture.step(4_000)).isEqualTo(1_000);
        assertThat(SimulationPicture.step(123_456_789)).isEqualTo(20_000_000);
        assertThat(SimulationPicture.step(2_208)).isEqualTo(500);
    }
}
