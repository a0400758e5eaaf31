package io.rocketjob.batch;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.rocketjob.BatchJob;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobOptions;
import io.rocketjob.batch.HeldJobs.Form;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobDefaults;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.mongo.MappedField;
import io.rocketjob.schedule.DurationRange;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.ClassUtils;

/**
 * Jobs that are given as texts: their class, their options and their fields, and what is
 * wrong with these. Thread-safe.
 */
final class JobTexts {

	/** What stands for the path of a file while a form is checked. */
	private static final Path EXAMPLE = Path.of("/archive/0123456789abcdef01234567.csv");

	private static final String FIELDS = "fields.";

	private static final DurationRange TIMEOUT = DurationRange.of(JobDefaults.LEAST_TIMEOUT, JobDefaults.MOST_TIMEOUT);

	private static final List<String> OPTIONS = List.of("priority", "description", "timeout", "destroyOnComplete",
			"logLevel");

	private static final List<Class<?>> PATHS = List.of(String.class, Path.class, URI.class, File.class);

	private final JobEngine engine;

	/**
	 * Makes it.
	 * @param engine the jobs
	 */
	JobTexts(JobEngine engine) {
		this.engine = engine;
	}

	/**
	 * The class of the job.
	 * @param form the job
	 * @return the class
	 * @throws IllegalArgumentException when there is no such class here
	 */
	JobClass<?> jobClass(Form form) {
		JobClass<?> known = this.engine.classes().find(form.jobClass());
		if (known == null) {
			throw new IllegalArgumentException("jobClass: there is no job class '" + form.jobClass()
					+ "' here; there are " + String.join(", ", this.engine.classes().names()));
		}
		return known;
	}

	static boolean isBatch(JobClass<?> jobClass) {
		return BatchJob.class.isAssignableFrom(jobClass.type());
	}

	/**
	 * Says what is wrong with a job.
	 * @param form the job
	 * @param problems receives a text for each problem
	 */
	void check(Form form, List<String> problems) {
		JobClass<?> jobClass;
		try {
			jobClass = jobClass(form);
		}
		catch (IllegalArgumentException ex) {
			problems.add(String.valueOf(ex.getMessage()));
			return;
		}
		if (!checkPlace(form, jobClass, problems)) {
			return;
		}
		List<String> wrong = new ArrayList<>();
		Consumer<JobOptions> options = options(form, jobClass, wrong);
		Object fields = fields(form, jobClass, EXAMPLE, wrong);
		if (wrong.isEmpty()) {
			try {
				this.engine.creation().document(jobClass, fields, options);
			}
			catch (InvalidJobException ex) {
				wrong.addAll(ex.problems());
			}
		}
		problems.addAll(wrong);
	}

	/**
	 * Says when there is no place for the file.
	 * @param form the job
	 * @param jobClass its class
	 * @param problems receives a text for each problem
	 * @return whether there is one
	 */
	static boolean checkPlace(Form form, JobClass<?> jobClass, List<String> problems) {
		if (form.fileField() != null || isBatch(jobClass)) {
			return true;
		}
		problems.add("fileField: must name the field that gets the path of the file, because " + form.jobClass()
				+ " is no batch, into which it could be uploaded; right would be one of " + names(jobClass.fields()));
		return false;
	}

	/**
	 * The options of the job.
	 * @param form the job
	 * @param jobClass its class
	 * @param problems receives a text for each problem
	 * @return what sets them
	 */
	Consumer<JobOptions> options(Form form, JobClass<?> jobClass, List<String> problems) {
		Consumer<JobOptions> all = (options) -> {
		};
		for (Map.Entry<String, String> property : form.properties().entrySet()) {
			if (OPTIONS.contains(property.getKey())) {
				try {
					all = all.andThen(option(property.getKey(), property.getValue().strip()));
				}
				catch (IllegalArgumentException ex) {
					problems.add("properties." + property.getKey() + ": " + ex.getMessage());
				}
			}
			else if (editable(jobClass, property.getKey()) == null) {
				problems.add(unknown(jobClass, property.getKey()));
			}
		}
		return all;
	}

	private static Consumer<JobOptions> option(String name, String value) {
		switch (name) {
			case "priority" -> {
				if (!value.matches("\\d{1,9}")) {
					throw new IllegalArgumentException(
							"'" + value + "' is no number; right would be 1 (first) to 100 (last)");
				}
				int priority = Integer.parseInt(value);
				return (options) -> options.priority(priority);
			}
			case "timeout" -> {
				Duration timeout = TIMEOUT.parse(value);
				return (options) -> options.timeout(timeout);
			}
			case "destroyOnComplete" -> {
				if (!value.equals("true") && !value.equals("false")) {
					throw new IllegalArgumentException("'" + value + "' is wrong; right would be true or false");
				}
				return (options) -> options.destroyOnComplete(value.equals("true"));
			}
			case "logLevel" -> {
				Level level = enumConstant(Level.class, value.toUpperCase(Locale.ROOT));
				return (options) -> options.logLevel(level);
			}
			default -> {
				return (options) -> options.description(value);
			}
		}
	}

	private static <E extends Enum<E>> E enumConstant(Class<E> type, String value) {
		try {
			return Enum.valueOf(type, value);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("'" + value + "' is none of " + Arrays.toString(type.getEnumConstants()),
					ex);
		}
	}

	private static String unknown(JobClass<?> jobClass, String name) {
		MappedField field = field(jobClass, name);
		if (field != null && field.hidden()) {
			return "properties." + name + ": the field is encrypted, and what an entry says is stored as it is; right"
					+ " would be a field that is not";
		}
		String why = (field != null) ? ": the field is not annotated @Editable" : ": there is no such option or field";
		List<MappedField> editable = (jobClass.fieldsType() != null) ? jobClass.editableFields() : List.of();
		return "properties." + name + why + "; there are " + String.join(", ", OPTIONS)
				+ editable.stream()
					.filter((each) -> !each.hidden())
					.map((each) -> ", " + each.name())
					.collect(Collectors.joining());
	}

	private static String names(List<MappedField> fields) {
		return fields.stream()
			.filter((field) -> PATHS.contains(field.type()))
			.map(MappedField::name)
			.collect(Collectors.joining(", ", "[", "]"));
	}

	private static @Nullable MappedField field(JobClass<?> jobClass, String name) {
		String wanted = name.startsWith(FIELDS) ? name.substring(FIELDS.length()) : name;
		return (jobClass.fieldsType() == null) ? null
				: jobClass.fields().stream().filter((field) -> field.name().equals(wanted)).findFirst().orElse(null);
	}

	private static @Nullable MappedField editable(JobClass<?> jobClass, String name) {
		MappedField field = field(jobClass, name);
		return (field != null && field.editable() && !field.hidden()) ? field : null;
	}

	/**
	 * The fields of the job.
	 * @param form the job
	 * @param jobClass its class
	 * @param file the path for the field that the form names for it
	 * @param problems receives a text for each problem
	 * @return the fields, {@code null} for a class without; of no use when there are
	 * problems
	 */
	@Nullable Object fields(Form form, JobClass<?> jobClass, @Nullable Path file, List<String> problems) {
		if (jobClass.fieldsType() == null) {
			if (form.fileField() != null) {
				problems.add("fileField: " + form.jobClass() + " has no fields");
			}
			return null;
		}
		Document document = new Document();
		form.properties().forEach((name, value) -> {
			MappedField field = OPTIONS.contains(name) ? null : editable(jobClass, name);
			if (field != null) {
				put(jobClass, field, "properties." + name, value, document, problems);
			}
		});
		if (form.fileField() != null && file != null) {
			putFile(jobClass, form.fileField(), file, document, problems);
		}
		if (!problems.isEmpty()) {
			return null;
		}
		try {
			return mapper().read(jobClass.declaredFields(), document);
		}
		catch (RuntimeException ex) {
			problems.add("properties: the fields of " + form.jobClass() + " cannot be made of them: " + ex.getMessage()
					+ "; there are " + names(jobClass.editableFields()));
			return null;
		}
	}

	private FieldsMapper mapper() {
		return this.engine.mapper();
	}

	private void putFile(JobClass<?> jobClass, String name, Path file, Document document, List<String> problems) {
		MappedField field = field(jobClass, name);
		if (field == null || !PATHS.contains(field.type())) {
			problems.add("fileField: '" + name + "' is no field for a path; right would be one of "
					+ names(jobClass.fields()) + ", or a field of type String, Path, URI or File");
			return;
		}
		Class<?> type = field.type();
		Object value = (type == Path.class) ? file
				: (type == URI.class) ? file.toUri() : (type == File.class) ? file.toFile() : file.toString();
		try {
			document.put(field.storedName(), mapper().writeFieldValue(jobClass.declaredFields(), field.name(), value));
		}
		catch (RuntimeException ex) {
			problems.add("fileField: a path cannot be stored in '" + name + "': " + ex.getMessage());
		}
	}

	private void put(JobClass<?> jobClass, MappedField field, String where, String text, Document document,
			List<String> problems) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(field.type());
		try {
			Object value = convert(text, type);
			Object stored = mapper().writeFieldValue(jobClass.declaredFields(), field.name(), value);
			document.put(field.storedName(), stored);
			// what fits by itself is then checked with the others
			mapper().readValue(type, stored);
		}
		catch (RuntimeException ex) {
			problems.add(where + ": '" + text + "' is no " + type.getSimpleName()
					+ (type.isEnum() ? "; there are " + Arrays.toString(type.getEnumConstants()) : ""));
		}
	}

	private Object convert(String text, Class<?> type) {
		if (type == String.class) {
			return text;
		}
		if (type == Duration.class) {
			return DurationRange.of("0s", "36500d").parse(text);
		}
		if (DefaultConversionService.getSharedInstance().canConvert(String.class, type)) {
			try {
				return Objects.requireNonNull(DefaultConversionService.getSharedInstance().convert(text.strip(), type));
			}
			catch (ConversionException ex) {
				throw new IllegalArgumentException(ex);
			}
		}
		return mapper().readValue(type, text);
	}

}
