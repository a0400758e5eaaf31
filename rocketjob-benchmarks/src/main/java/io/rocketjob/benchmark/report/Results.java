package io.rocketjob.benchmark.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that was measured in a run, and the files that say so.
 */
public final class Results {

	private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	private final Environment environment;

	private final List<Measurement> rows = new ArrayList<>();

	/**
	 * Makes results without rows.
	 * @param environment where they are measured
	 */
	public Results(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Adds a row.
	 * @param row the row
	 */
	public void add(Measurement row) {
		this.rows.add(row);
	}

	/**
	 * Shows the rows of a scenario.
	 * @param scenario its name
	 * @param title what to write above
	 * @return a table
	 */
	public String table(String scenario, String title) {
		return new Table(this.environment.embedded()).format(title,
				this.rows.stream().filter((row) -> row.scenario().equals(scenario)).toList());
	}

	/**
	 * Writes {@code results.json} and {@code results.svg}.
	 * @param directory where to, made if necessary
	 * @throws IOException when they cannot be written
	 */
	public void write(Path directory) throws IOException {
		Files.createDirectories(directory);
		Files.writeString(directory.resolve("results.json"), json());
		Files.writeString(directory.resolve("results.svg"), Chart.draw(this.environment, this.rows));
	}

	String json() {
		Map<String, Object> root = new LinkedHashMap<>();
		root.put("environment", environmentJson());
		root.put("rows", this.rows.stream().map(Results::json).toList());
		return JSON.writeValueAsString(root);
	}

	private Map<String, Object> environmentJson() {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("java", this.environment.java());
		json.put("os", this.environment.os());
		json.put("cores", this.environment.cores());
		json.put("database", this.environment.database());
		json.put("embedded", this.environment.embedded());
		json.put("writeConcern", this.environment.writeConcern());
		json.put("size", this.environment.size());
		json.put("date", this.environment.date().toString());
		return json;
	}

	private static Map<String, @Nullable Object> json(Measurement row) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("scenario", row.scenario());
		json.put("row", row.row());
		json.put("rate", row.isMeasured() ? row.rate() : null);
		json.put("unit", row.unit());
		json.put("bareRate", row.bare());
		json.put("ratio", row.ratio());
		json.put("commandsPerUnit", row.commandsPerUnit());
		json.put("inVainPercent", row.inVainPercent());
		json.put("docsExamined", row.examinedPerUnit());
		json.put("note", row.note());
		return json;
	}

}
