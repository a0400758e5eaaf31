package io.rocketjob.operation;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.rocketjob.InvalidJobException;
import io.rocketjob.JobOptions;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.mongo.MappedField;
import io.rocketjob.operation.CreationFormDescriptor.Kind;
import io.rocketjob.operation.CreationFormDescriptor.ValueDescriptor;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Describes what can be said of a new job, and reads it. Thread-safe.
 */
final class CreationForm {

	static final String FIELDS = "fields";

	private static final List<String> OPTIONS = List.of(JobForm.PRIORITY, "runAt", "description");

	/** How deep a form goes into fields of fields. */
	private static final int DEEPEST = 4;

	private final JobEngine engine;

	CreationForm(JobEngine engine) {
		this.engine = engine;
	}

	List<ValueDescriptor> describe(JobClass<?> known) {
		List<ValueDescriptor> values = new ArrayList<>();
		values.add(option(JobForm.PRIORITY, "int", Objects.toString(known.defaults().priority(), null)));
		values.add(option("runAt", "Instant", null));
		values.add(option("description", "String", known.defaults().description()));
		if (known.fieldsType() != null) {
			fields(known.declaredFields()).forEach((field) -> describe(field, values));
		}
		return values;
	}

	private static ValueDescriptor option(String name, String type, @Nullable String text) {
		return new ValueDescriptor(name, type, Kind.TEXT, text, false, List.of(), List.of());
	}

	private void describe(FormField field, List<ValueDescriptor> values) {
		if (!field.parts().isEmpty()) {
			field.parts().forEach((part) -> describe(part, values));
			return;
		}
		List<String> constraints = this.engine.creation().constraints(field.owner().toClass(), field.mapped().name());
		values.add(new ValueDescriptor(field.name(), field.type().toClass().getSimpleName(), field.kind(),
				field.initial(), field.isNeeded() || constraints.contains("must be given"),
				constraints.stream().filter((each) -> !each.equals("must be given")).toList(), choices(field)));
	}

	private static List<String> choices(FormField field) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(field.type().toClass());
		if (field.kind() != Kind.TEXT) {
			return List.of();
		}
		return (type == Boolean.class) ? List.of("true", "false")
				: type.isEnum()
						? Arrays.stream(type.getEnumConstants()).map((constant) -> ((Enum<?>) constant).name()).toList()
						: List.of();
	}

	private List<FormField> fields(ResolvableType type) {
		return fields(type, FIELDS + ".", 1);
	}

	private List<FormField> fields(ResolvableType owner, String prefix, int depth) {
		Document initial = initial(owner);
		return this.engine.mapper()
			.fields(owner)
			.stream()
			.map((mapped) -> field(owner, mapped, prefix + mapped.name(), initial.get(mapped.storedName()), depth))
			.toList();
	}

	private FormField field(ResolvableType owner, MappedField mapped, String name, @Nullable Object initial,
			int depth) {
		Field declared = ReflectionUtils.findField(owner.toClass(), mapped.name());
		ResolvableType type = (declared != null) ? ResolvableType.forField(declared, owner)
				: ResolvableType.forClass(mapped.type());
		Class<?> raw = mapped.type();
		if (Collection.class.isAssignableFrom(raw)) {
			ResolvableType element = type.asCollection().getGeneric();
			boolean texts = element.resolve() != null && isText(element.toClass());
			return new FormField(owner, mapped, name, texts ? element : type,
					(texts && !mapped.hidden()) ? Kind.TEXTS : Kind.NONE, texts ? lines(element, initial) : null,
					List.of());
		}
		if (isText(raw)) {
			boolean hidden = mapped.hidden();
			return new FormField(owner, mapped, name, ResolvableType.forClass(raw), hidden ? Kind.SECRET : Kind.TEXT,
					hidden ? null : text(ResolvableType.forClass(ClassUtils.resolvePrimitiveIfNecessary(raw)), initial),
					List.of());
		}
		boolean whole = depth < DEEPEST && !raw.isArray() && !Map.class.isAssignableFrom(raw)
				&& !raw.getName().startsWith("java.");
		List<FormField> parts = whole ? fields(type, name + ".", depth + 1) : List.of();
		return new FormField(owner, mapped, name, type, Kind.NONE, null, parts);
	}

	private static boolean isText(Class<?> type) {
		return !type.isArray() && !Map.class.isAssignableFrom(type) && !Collection.class.isAssignableFrom(type)
				&& type != Object.class && Given.isText(type);
	}

	/**
	 * What an object has of which nothing is said.
	 */
	private Document initial(ResolvableType type) {
		FieldsMapper mapper = this.engine.mapper();
		try {
			return mapper.write(type, mapper.read(type, new Document()));
		}
		catch (RuntimeException ex) {
			// something must be said of it
			return new Document();
		}
	}

	private @Nullable String text(ResolvableType type, @Nullable Object stored) {
		try {
			return (stored != null) ? Given.textOf(this.engine.mapper().readValue(type, stored)) : null;
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private @Nullable String lines(ResolvableType element, @Nullable Object stored) {
		if (!(stored instanceof Collection<?> elements) || elements.isEmpty()) {
			return null;
		}
		return String.join("\n", elements.stream().map((each) -> Objects.toString(text(element, each), "")).toList());
	}

	/**
	 * Reads what was given.
	 * @param known the class
	 * @param given the texts by name
	 * @return the job that is wanted, with all that is wrong with it
	 */
	Reading read(JobClass<?> known, Map<String, String> given) {
		Map<String, String> problems = new LinkedHashMap<>();
		List<Consumer<JobOptions>> options = new ArrayList<>();
		for (String name : OPTIONS) {
			String text = given.getOrDefault(name, "");
			if (!text.isBlank()) {
				said(name, problems, () -> options.add(JobForm.options(Map.of(name, text))));
			}
		}
		Object fields = null;
		if (known.fieldsType() != null) {
			List<FormField> described = fields(known.declaredFields());
			Document stored = stored(described, given, problems);
			fields = said(FIELDS, problems, () -> read(known.declaredFields(), stored));
		}
		Reading reading = new Reading(fields, (all) -> options.forEach((each) -> each.accept(all)), problems);
		check(known, reading);
		return reading;
	}

	private Object read(ResolvableType type, Document stored) {
		try {
			return this.engine.mapper().read(type, stored);
		}
		catch (RuntimeException ex) {
			// its message may have a value of an encrypted field
			throw OperationException.badRequest("what is given makes no " + type.toClass().getSimpleName());
		}
	}

	private Document stored(List<FormField> fields, Map<String, String> given, Map<String, String> problems) {
		Document stored = new Document();
		for (FormField field : fields) {
			String text = given.get(field.name());
			if (!field.parts().isEmpty()) {
				Document parts = stored(field.parts(), given, problems);
				if (field.parts().stream().anyMatch((part) -> part.isSaid(given))) {
					Object value = said(field.name(), problems, () -> read(field.type(), parts));
					add(field, value, stored, problems);
				}
			}
			else if (text == null || text.isBlank()) {
				if (field.isNeeded()) {
					problems.put(field.name(), "must be given");
				}
				else if (text != null && field.initial() != null) {
					stored.append(field.mapped().storedName(), null);
				}
			}
			else {
				add(field, said(field.name(), problems, () -> value(field, text)), stored, problems);
			}
		}
		return stored;
	}

	private static @Nullable Object value(FormField field, String text) {
		Class<?> type = field.type().toClass();
		return switch (field.kind()) {
			case TEXT, SECRET -> Given.value("", text, type);
			case TEXTS -> text.lines()
				.map(String::strip)
				.filter((line) -> !line.isEmpty())
				.map((line) -> Given.value("each line", line, type))
				.toList();
			case NONE -> throw OperationException.badRequest("cannot be given by a form");
		};
	}

	private void add(FormField field, @Nullable Object value, Document stored, Map<String, String> problems) {
		if (value == null) {
			return;
		}
		said(field.name(), problems, () -> {
			try {
				return stored.append(field.mapped().storedName(),
						this.engine.mapper().writeFieldValue(field.owner(), field.mapped().name(), value));
			}
			catch (RuntimeException ex) {
				throw OperationException.badRequest("must be of the type " + field.mapped().type().getSimpleName());
			}
		});
	}

	private static <T> @Nullable T said(String name, Map<String, String> problems, Supplier<@Nullable T> reading) {
		try {
			return reading.get();
		}
		catch (OperationException ex) {
			problems.putIfAbsent(name, String.valueOf(ex.getMessage()).strip());
			return null;
		}
	}

	/** Lets the class say what it does not allow, without storing anything. */
	private void check(JobClass<?> known, Reading reading) {
		if (known.fieldsType() != null && reading.fields() == null) {
			return;
		}
		try {
			this.engine.creation().document(known, reading.fields(), reading.options());
		}
		catch (InvalidJobException ex) {
			ex.problems().forEach((problem) -> {
				int colon = problem.indexOf(": ");
				String name = problem.substring(0, Math.max(colon, 0)).replaceAll("\\[[^]]*]|\\.<[^>]*>", "");
				reading.problems().putIfAbsent(name, problem.substring((colon >= 0) ? colon + 2 : 0));
			});
		}
	}

	/**
	 * A field of a form.
	 *
	 * @param owner the type that has it
	 * @param mapped the field
	 * @param name its name in the form
	 * @param type its type, that of an element where texts of elements are given
	 * @param kind how it is given
	 * @param initial what it is when nothing is said
	 * @param parts what is given in its place
	 */
	private record FormField(ResolvableType owner, MappedField mapped, String name, ResolvableType type, Kind kind,
			@Nullable String initial, List<FormField> parts) {

		boolean isNeeded() {
			return this.initial == null && this.kind == Kind.TEXT && this.mapped.type().isPrimitive();
		}

		boolean isSaid(Map<String, String> given) {
			return !given.getOrDefault(this.name, "").isBlank()
					|| this.parts.stream().anyMatch((part) -> part.isSaid(given));
		}

	}

	/**
	 * A job that is wanted.
	 *
	 * @param fields its fields, {@code null} where it has none, or they cannot be made
	 * @param options sets its options
	 * @param problems what is wrong, by the names of the form
	 */
	record Reading(@Nullable Object fields, Consumer<JobOptions> options, Map<String, String> problems) {
	}

}
