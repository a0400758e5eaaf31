package io.rocketjob.benchmark.report;

import java.io.StringReader;
import java.time.Instant;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ResultsTests {

	private static final Environment EMBEDDED = new Environment("17", "Linux", 2, "stand-in", true, "1", "small",
			Instant.EPOCH);

	private static final Environment MONGODB = new Environment("17", "Linux", 2, "MongoDB 8", false, "majority",
			"normal", Instant.EPOCH);

	private static final Measurement ROW = Measurement.of("simple", "a <quick> & good one", 2345.6, "jobs/s")
		.bare(1000.0)
		.cost(2.0, 12.5, 1.25)
		.note("as it is");

	@Test
	void aTableHasTheNumbersOfEachRow() {
		assertThat(new Table(false).format("title", List.of(ROW)).lines().toList()).satisfiesExactly(
				(title) -> assertThat(title).isEqualTo("title"), (head) -> assertThat(head).startsWith("row "),
				(row) -> assertThat(row.split(" {2,}")).containsExactly("a <quick> & good one", "2,346", "jobs/s",
						"1,000", "2.35", "2.00", "12.5 %", "1.25", "as it is"));
	}

	@Test
	void theColumnsOfATableAreAligned() {
		List<String> lines = new Table(false)
			.format("title", List.of(ROW, Measurement.of("simple", "b", 1, "jobs/s").note("as it is")))
			.lines()
			.toList();
		assertThat(lines.get(2).indexOf("as it is")).isEqualTo(lines.get(3).indexOf("as it is"));
	}

	@Test
	void whatTheServerDoesNotTellIsShownAsSuch() {
		Measurement row = Measurement.of("simple", "a", 1, "jobs/s").cost(2.0, null, null);
		assertThat(new Table(true).format("title", List.of(row))).contains("n/a (embedded)");
		assertThat(new Table(false).format("title", List.of(row))).contains("the server does not say");
	}

	@Test
	void whatWasSkippedHasNoRateAndSaysWhy() {
		Measurement skipped = Measurement.skipped("peers", "Other", "build with -Pother");
		assertThat(skipped.ratio()).isNull();
		assertThat(new Table(false).format("title", List.of(skipped))).contains("skipped: build with -Pother")
			.doesNotContain("NaN");
	}

	@Test
	void theJsonHasTheEnvironmentAndTheRows() {
		Results results = new Results(MONGODB);
		results.add(ROW);
		results.add(Measurement.skipped("peers", "Other", "not here"));
		JsonNode json = new JsonMapper().readTree(results.json());
		assertThat(json.get("environment").get("writeConcern").asString()).isEqualTo("majority");
		JsonNode row = json.get("rows").get(0);
		assertThat(row.get("rate").asDouble()).isEqualTo(2345.6);
		assertThat(row.get("bareRate").asDouble()).isEqualTo(1000);
		assertThat(row.get("ratio").asDouble()).isEqualTo(2.3456);
		assertThat(row.get("commandsPerUnit").asDouble()).isEqualTo(2);
		assertThat(row.get("inVainPercent").asDouble()).isEqualTo(12.5);
		assertThat(row.get("docsExamined").asDouble()).isEqualTo(1.25);
		assertThat(json.get("rows").get(1).get("rate").isNull()).isTrue();
	}

	@Test
	void theChartIsWellFormedAndHasABarForEachRate() throws Exception {
		String svg = Chart.draw(EMBEDDED, List.of(ROW, Measurement.of("idle", "b", 0, "commands/s"),
				Measurement.skipped("peers", "Other", "not here")));
		Document document = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(svg)));
		assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
		// the background, and three rates
		assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(4);
		assertThat(svg).contains("a &lt;quick&gt; &amp; good one", "2,346 (bare 1,000)", "simple, jobs/s")
			.doesNotContain("Other", "NaN");
	}

}
