package io.rocketjob.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.mongo.MappedField;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Reads a search, and says what is wrong with it, where, and what would be right. One for
 * each search.
 */
final class SearchParser {

	static final List<String> STATES = List.of(SearchConditions.QUEUED, SearchConditions.SCHEDULED,
			SearchConditions.WAITING, SearchConditions.RUNNING, "completed", "failed", "paused", "aborted");

	private static final int MOST_IDS = 1_000;

	private final JobEngine engine;

	/** Whether what not everybody may see may be compared. */
	private final boolean values;

	private final Instant now;

	private final Set<String> states = new LinkedHashSet<>();

	private final List<Document> rest = new ArrayList<>();

	private @Nullable Set<String> types;

	private @Nullable Set<ObjectId> ids;

	private @Nullable ObjectId waitsFor;

	private final List<Document> ended = new ArrayList<>();

	private final List<Document> due = new ArrayList<>();

	private boolean compared;

	SearchParser(JobEngine engine, boolean values) {
		this.engine = engine;
		this.values = values;
		this.now = engine.store().clock().now();
	}

	/**
	 * Reads a search.
	 * @param text the search, {@code null} for all jobs
	 * @return what it asks for
	 */
	SearchConditions parse(@Nullable String text) {
		List<SearchWord> words = SearchWord.of((text != null) ? text : "");
		// classes first: they say which fields there are
		words.stream().filter((word) -> "class".equals(word.name())).forEach(this::classes);
		for (SearchWord word : words) {
			String name = word.name();
			if (name != null) {
				add(word, name);
			}
			else if (ObjectId.isValid(word.value())) {
				ids(word);
			}
			else {
				text(word);
			}
		}
		return new SearchConditions(this.states, (this.types != null) ? List.copyOf(this.types) : null,
				(this.ids != null) ? List.copyOf(this.ids) : null, this.waitsFor, this.ended, this.due, this.rest,
				this.compared);
	}

	private void add(SearchWord word, String name) {
		SearchQualifier qualifier = SearchQualifier.of(word, name);
		if (word.value().isBlank()) {
			throw word.refused("followed by its value, such as " + qualifier.example());
		}
		switch (qualifier) {
			case CLASS -> {
				// is known already
			}
			case STATE -> states(word);
			case PRIORITY -> number(word, JobFields.PRIORITY, "a number from 1 to 100, such as <20, 30 or 10..20");
			case FAILURES -> number(word, JobFields.FAILURE_COUNT, "a number, such as >3 or 1..5");
			case FIELD -> field(word, name.substring(SearchWord.FIELD.length()));
			case WORKER -> this.rest.add(new Document(JobFields.WORKER_NAME, part(word.value())));
			case EXCEPTION -> this.rest.add(new Document(JobFields.EXCEPTION + ".class", part(word.value())));
			case CREATED -> this.rest.add(new Document(JobFields.CREATED_AT, time(word)));
			case STARTED -> this.rest.add(new Document(JobFields.STARTED_AT, time(word)));
			case RUNS -> {
				this.due.add(SearchRange.times(word, this.now, true));
				only(word, SearchConditions.SCHEDULED);
			}
			case COMPLETED, FAILED, PAUSED, ABORTED -> {
				this.ended.add(time(word));
				only(word, name);
			}
			case DESCRIPTION -> {
				compare(word);
				this.rest.add(new Document(JobFields.DESCRIPTION, part(word.value())));
			}
			case WAITS_FOR -> {
				this.waitsFor = id(word, word.value());
				this.rest.add(new Document(JobFields.WAITS_FOR, this.waitsFor));
			}
			case CHAIN -> chain(word);
			case ID -> ids(word);
		}
	}

	private Document time(SearchWord word) {
		return SearchRange.times(word, this.now, false);
	}

	private void number(SearchWord word, String path, String right) {
		this.rest.add(new Document(path, SearchRange.of(word, SearchRange::number, right)));
	}

	private void compare(SearchWord word) {
		if (!this.values) {
			throw new OperationException(OperationException.Kind.DENIED, "'" + word.name()
					+ ":' compares what only those may see who have the permission " + Permission.VALUE_READ);
		}
		this.compared = true;
	}

	private void states(SearchWord word) {
		Set<String> given = new LinkedHashSet<>();
		for (String state : StringUtils.tokenizeToStringArray(word.value().toLowerCase(Locale.ROOT), ",")) {
			if (!STATES.contains(state)) {
				throw word.refused("one of " + String.join(", ", STATES) + ", several by commas");
			}
			given.add(state);
		}
		narrow(word, given);
	}

	private void only(SearchWord word, String state) {
		narrow(word, Set.of(state));
	}

	private void narrow(SearchWord word, Set<String> given) {
		if (this.states.isEmpty()) {
			this.states.addAll(given);
			return;
		}
		Set<String> before = new LinkedHashSet<>(this.states);
		this.states.retainAll(given);
		if (this.states.isEmpty()) {
			throw OperationException
				.badRequest("No job is " + String.join(" or ", before) + " and " + String.join(" or ", given) + ", as '"
						+ word.name() + ":' at position " + (word.at() + 1) + " of the search demands");
		}
	}

	private void classes(SearchWord word) {
		Set<String> given = new LinkedHashSet<>();
		for (String name : StringUtils.tokenizeToStringArray(word.value(), ",")) {
			List<String> known = this.engine.classes()
				.all()
				.stream()
				.map(JobClasses::names)
				.filter((names) -> names.stream().anyMatch((each) -> matches(each, name)))
				.flatMap(Collection::stream)
				.toList();
			given.addAll(known);
			if (name.endsWith("*") && known.isEmpty()) {
				throw OperationException.badRequest("No job class here begins with '"
						+ name.substring(0, name.length() - 1) + "', as 'class:' at position " + (word.at() + 1)
						+ " of the search says; there are " + String.join(", ", this.engine.classes().names()));
			}
			if (known.isEmpty()) {
				given.add(name);
			}
		}
		Set<String> before = this.types;
		if (before != null) {
			given.retainAll(before);
		}
		this.types = given;
	}

	private static boolean matches(String known, String given) {
		return given.endsWith("*") ? known.regionMatches(true, 0, given, 0, given.length() - 1)
				: known.equalsIgnoreCase(given);
	}

	private void ids(SearchWord word) {
		Set<ObjectId> given = new LinkedHashSet<>();
		for (String id : StringUtils.tokenizeToStringArray(word.value(), ",")) {
			given.add(id(word, id));
		}
		if (given.size() > MOST_IDS) {
			throw word.refused(MOST_IDS + " ids at most");
		}
		narrow(given);
	}

	private void narrow(Set<ObjectId> given) {
		if (this.ids != null) {
			given.retainAll(this.ids);
		}
		this.ids = given;
	}

	/** An index knows the jobs of a chain, and of all chains of a name the latest. */
	private void chain(SearchWord word) {
		String key = word.value();
		Object wanted = key.contains(":") ? key : new Document("$gte", key + ":").append("$lt", key + ";");
		narrow(this.engine.store()
			.jobs()
			.find(new Document(JobFields.CHAIN_KEY, wanted))
			.hintString(JobIndexes.CHAIN_INDEX)
			.sort(new Document(JobFields.CHAIN_KEY, -1))
			.projection(JobIndexes.BY_ID)
			.limit(MOST_IDS)
			.map((job) -> job.getObjectId(JobFields.ID))
			.into(new LinkedHashSet<>()));
	}

	private static ObjectId id(SearchWord word, String text) {
		if (!ObjectId.isValid(text)) {
			throw word.refused("the id of a job, which has 24 hexadecimal digits");
		}
		return new ObjectId(text);
	}

	/**
	 * A text is looked for in all that the operator may see of a job in a list.
	 */
	private void text(SearchWord word) {
		Document part = part(word.value());
		Stream<String> paths = Stream.of(JobFields.TYPE, JobFields.EXCEPTION + ".class");
		if (this.values) {
			this.compared = true;
			paths = Stream.concat(paths, Stream.of(JobFields.DESCRIPTION, JobFields.EXCEPTION + ".message"));
		}
		this.rest.add(new Document("$or", paths.map((path) -> new Document(path, part)).toList()));
	}

	/** A part of a text, in small letters or not. */
	private static Document part(String text) {
		StringBuilder expression = new StringBuilder();
		text.chars().forEach((letter) -> {
			if (letter < 128 && !Character.isLetterOrDigit(letter)) {
				expression.append('\\');
			}
			expression.append((char) letter);
		});
		return new Document("$regex", expression.toString()).append("$options", "i");
	}

	private void field(SearchWord word, String path) {
		compare(word);
		String name = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
		Set<Document> alternatives = new LinkedHashSet<>();
		Set<String> names = new TreeSet<>();
		OperationException wrong = null;
		for (JobClass<?> jobClass : classes()) {
			for (MappedField field : jobClass.fields()) {
				if (!field.hidden()) {
					names.add(field.name());
				}
				if (field.name().equals(name) && !field.hidden()) {
					try {
						alternatives.add(condition(word, jobClass, field, path));
					}
					catch (OperationException ex) {
						wrong = ex;
					}
				}
			}
		}
		if (alternatives.isEmpty()) {
			throw (wrong != null) ? wrong
					: OperationException.badRequest("There is no field '" + name + "' to look for, as at position "
							+ (word.at() + 1) + " of the search; there are " + String.join(", ", names)
							+ ". Encrypted fields, and those of classes that this application does not have, cannot be"
							+ " looked for");
		}
		this.rest.add(new Document("$or", List.copyOf(alternatives)));
	}

	private List<JobClass<?>> classes() {
		Set<String> only = this.types;
		return this.engine.classes()
			.all()
			.stream()
			.<JobClass<?>>map((each) -> each)
			.filter((each) -> only == null || JobClasses.names(each).stream().anyMatch(only::contains))
			.toList();
	}

	private Document condition(SearchWord word, JobClass<?> jobClass, MappedField field, String path) {
		String right = "of the type " + field.type().getSimpleName() + ", such as " + SearchWord.FIELD + field.name()
				+ ":VALUE or " + SearchWord.FIELD + field.name() + ":>VALUE";
		boolean nested = path.contains(".");
		Document condition = SearchRange.of(word, (text) -> nested ? text : stored(jobClass, field, text), right);
		String stored = JobFields.FIELDS + "." + field.storedName() + (nested ? path.substring(path.indexOf('.')) : "");
		if (nested && condition.containsKey("$eq")) {
			condition = new Document("$in", candidates(Objects.requireNonNull(condition.getString("$eq"))));
		}
		return new Document(JobFields.TYPE, new Document("$in", JobClasses.names(jobClass))).append(stored, condition);
	}

	private @Nullable Object stored(JobClass<?> jobClass, MappedField field, String text) {
		try {
			Object value = Given.value(field.name(), text, field.type());
			return (value != null)
					? this.engine.mapper().writeFieldValue(jobClass.declaredFields(), field.name(), value) : null;
		}
		catch (RuntimeException ex) {
			// its message has the value
			return null;
		}
	}

	/** What a text may be stored as where its type is not known. */
	private static List<Object> candidates(String text) {
		List<Object> candidates = new ArrayList<>(List.of(text));
		Integer number = SearchRange.number(text);
		if (number != null) {
			candidates.add(number);
		}
		if (Arrays.asList("true", "false").contains(text)) {
			candidates.add(Boolean.valueOf(text));
		}
		return candidates;
	}

}
