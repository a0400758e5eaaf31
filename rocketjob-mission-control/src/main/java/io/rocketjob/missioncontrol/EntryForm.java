package io.rocketjob.missioncontrol;

import java.util.List;
import java.util.Map;

import io.rocketjob.operation.DirmonFormDescriptor;
import io.rocketjob.operation.DirmonMatchesDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The form that creates, copies or changes an entry of the directory monitor.
 *
 * @param name the entry that is changed or copied, {@code null} for a new one
 * @param stored whether it is changed
 * @param form what can be said
 * @param version what the form was made from
 * @param typed what was typed, by name
 * @param problems what is wrong with it, by name
 * @param matches the files that match what was typed, {@code null} when nobody has asked
 */
record EntryForm(@Nullable String name, boolean stored, DirmonFormDescriptor form, @Nullable String version,
		Map<String, String> typed, Map<String, String> problems, @Nullable DirmonMatchesDescriptor matches) {

	static final List<String> NAMES = List.of("name", "pattern", "jobClass", "fileField", "properties", "archive",
			"servers", "schedule", "quietPeriod", "emptyFiles", "announcement", "leftOut");

	static EntryForm of(@Nullable String name, boolean stored, DirmonFormDescriptor form) {
		Map<String, String> empty = (name != null && !stored) ? Map.of("name", "", "pattern", "") : Map.of();
		return new EntryForm(name, stored, form, form.version(), empty, Map.of(), null);
	}

	/**
	 * The same with what was sent.
	 * @param sent what was typed
	 * @param of the version that the form had, {@code null} for that of now
	 * @param wrong what is wrong with it
	 * @return the form
	 */
	EntryForm with(Map<String, String> sent, @Nullable String of, Map<String, String> wrong) {
		return new EntryForm(this.name, this.stored, this.form, (of != null) ? of : this.version, sent, wrong, null);
	}

	EntryForm with(DirmonMatchesDescriptor found) {
		return new EntryForm(this.name, this.stored, this.form, this.version, this.typed, this.problems, found);
	}

	String title() {
		return this.stored ? "Edit " + this.name : (this.name != null) ? "Copy " + this.name : "New entry";
	}

	/** Where it is sent. */
	String address(Page page) {
		return (this.stored && this.name != null) ? FilePages.address(page, this.name, "edit")
				: page.to("files", "create");
	}

	/** Where one goes without sending it. */
	String back(Page page) {
		return (this.name != null) ? FilePages.address(page, this.name) : page.to("files");
	}

	boolean has(String field) {
		return this.form.values().containsKey(field);
	}

	String text(String field) {
		String sent = this.typed.get(field);
		return (sent != null) ? sent : this.form.values().getOrDefault(field, "");
	}

	/** The job classes to choose from; that of the entry is one of them in any case. */
	List<String> jobClasses() {
		return this.form.jobClasses();
	}

	@Nullable String problem(String field) {
		return this.problems.get(field);
	}

	/** The id of the element that says what is wrong, {@code null} when nothing is. */
	@Nullable String problemId(String field) {
		return this.problems.containsKey(field) ? "problem-" + field : null;
	}

	@Nullable String invalid(String field) {
		return this.problems.containsKey(field) ? "true" : null;
	}

	/** What is wrong with no field that is shown, but with the whole. */
	List<String> others() {
		return this.problems.entrySet()
			.stream()
			.filter((problem) -> !NAMES.contains(problem.getKey()) || !isShown(problem.getKey()))
			.map((problem) -> problem.getKey().isEmpty() ? problem.getValue()
					: problem.getKey() + ": " + problem.getValue())
			.toList();
	}

	private boolean isShown(String field) {
		return has(field) && !(this.stored && field.equals("name"));
	}

}
