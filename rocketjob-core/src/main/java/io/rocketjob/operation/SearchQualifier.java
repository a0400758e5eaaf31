package io.rocketjob.operation;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What a search can ask of jobs by name.
 */
enum SearchQualifier {

	CLASS("class", "the class of the job; several by commas, * at the end for all that begin so", "class:ImportJob"),

	STATE("state", "queued, scheduled, waiting, running, completed, failed, paused, aborted; several by commas",
			"state:failed"),

	PRIORITY("priority", "its priority", "priority:<20"),

	FIELD("field.NAME", "the value of a field", "field.account:acme"),

	WORKER("worker", "a part of the name of the worker of the last run", "worker:host3"),

	EXCEPTION("exception", "a part of the class of the exception that it failed with", "exception:IOException"),

	FAILURES("failures", "how often it has failed", "failures:>3"),

	CREATED("created", "when it was created: how long ago, or a date", "created:<1d"),

	STARTED("started", "when its last run began", "started:>10m"),

	RUNS("runs", "in which time it is to run, or a date", "runs:<1h"),

	COMPLETED("completed", "when it completed", "completed:<1h"),

	FAILED("failed", "when it failed", "failed:>2h"),

	PAUSED("paused", "when it was paused", "paused:>7d"),

	ABORTED("aborted", "when it was aborted", "aborted:yesterday"),

	DESCRIPTION("description", "a part of its description", "description:nightly"),

	WAITS_FOR("waitsfor", "the id of a job for which it waits", "waitsfor:6b05dc545b35961c3336230b"),

	CHAIN("chain", "the name of its chain, or the id of that", "chain:nightly"),

	ID("id", "its id; several by commas", "id:6b05dc545b35961c3336230b");

	private final String text;

	private final String meaning;

	private final String example;

	SearchQualifier(String text, String meaning, String example) {
		this.text = text;
		this.meaning = meaning;
		this.example = example;
	}

	String text() {
		return this.text;
	}

	String meaning() {
		return this.meaning;
	}

	String example() {
		return this.example;
	}

	static @Nullable SearchQualifier find(String name) {
		if (name.startsWith(SearchWord.FIELD)) {
			return FIELD;
		}
		return Arrays.stream(values())
			.filter((each) -> each != FIELD && each.text.equals(name))
			.findFirst()
			.orElse(null);
	}

	static SearchQualifier of(SearchWord word, String name) {
		SearchQualifier found = find(name);
		if (found == null) {
			throw OperationException.badRequest(
					"There is no '" + name + ":', as at position " + (word.at() + 1) + " of the search; there are "
							+ Arrays.stream(values()).map(SearchQualifier::text).collect(Collectors.joining(", "))
							+ ". Put a text with a colon into quotation marks");
		}
		return found;
	}

}
