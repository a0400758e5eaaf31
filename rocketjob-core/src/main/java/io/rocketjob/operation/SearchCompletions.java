package io.rocketjob.operation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.mongo.MappedField;
import io.rocketjob.operation.JobSearch.Completion;

/**
 * Says how a word of a search can go on.
 */
final class SearchCompletions {

	private static final List<String> TIMES = List.of("<10m", "<1h", "<1d", ">1d", ">7d", "today", "yesterday");

	private final JobClasses classes;

	private final boolean values;

	/**
	 * Makes it.
	 * @param classes the job classes
	 * @param values whether the names of fields are offered
	 */
	SearchCompletions(JobClasses classes, boolean values) {
		this.classes = classes;
		this.values = values;
	}

	List<Completion> of(String word, int from, int to) {
		List<Completion> completions = new ArrayList<>();
		int colon = word.indexOf(':');
		if (colon < 0) {
			names(word, from, to, completions);
			return completions;
		}
		String name = word.substring(0, colon).toLowerCase(Locale.ROOT);
		String value = word.substring(colon + 1);
		String before = value.substring(0, value.lastIndexOf(',') + 1);
		String begun = value.substring(before.length()).toLowerCase(Locale.ROOT);
		valuesOf(name).filter((each) -> each.toLowerCase(Locale.ROOT).startsWith(begun))
			.forEach((each) -> completions
				.add(new Completion(word.substring(0, colon + 1) + before + each, meaning(name), from, to)));
		return completions;
	}

	private void names(String word, int from, int to, List<Completion> completions) {
		String begun = word.toLowerCase(Locale.ROOT);
		for (SearchQualifier qualifier : SearchQualifier.values()) {
			if (qualifier == SearchQualifier.FIELD || (qualifier == SearchQualifier.DESCRIPTION && !this.values)) {
				continue;
			}
			if (qualifier.text().startsWith(begun)) {
				completions.add(new Completion(qualifier.text() + ":",
						qualifier.meaning() + ", such as " + qualifier.example(), from, to));
			}
		}
		if (this.values && !begun.isEmpty()) {
			fields().stream()
				.filter((field) -> field.toLowerCase(Locale.ROOT).startsWith(begun))
				.forEach((field) -> completions
					.add(new Completion(field + ":", SearchQualifier.FIELD.meaning(), from, to)));
		}
		if (!begun.isEmpty()) {
			this.classes.names()
				.stream()
				.filter((name) -> name.toLowerCase(Locale.ROOT).startsWith(begun))
				.forEach((name) -> completions.add(new Completion("class:" + name, "jobs of this class", from, to)));
		}
	}

	private Collection<String> fields() {
		Collection<String> fields = new TreeSet<>();
		for (JobClass<?> jobClass : this.classes.all()) {
			jobClass.fields()
				.stream()
				.filter((field) -> !field.hidden())
				.map(MappedField::name)
				.forEach((name) -> fields.add(SearchWord.FIELD + name));
		}
		return fields;
	}

	private Stream<String> valuesOf(String name) {
		return switch (name) {
			case "class" -> this.classes.names().stream();
			case "state" -> SearchParser.STATES.stream();
			case "created", "started", "runs", "completed", "failed", "paused", "aborted" -> TIMES.stream();
			default -> Stream.empty();
		};
	}

	private static String meaning(String name) {
		SearchQualifier qualifier = SearchQualifier.find(name);
		return (qualifier != null) ? qualifier.meaning() : "";
	}

}
