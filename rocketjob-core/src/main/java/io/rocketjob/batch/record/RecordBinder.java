package io.rocketjob.batch.record;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Makes the records of a job of names and values, for parsers of formats: a map, or an
 * object of the job's own class. Values of texts are made strictly and alike on all
 * servers: ISO dates and times, plain numbers, {@code true/false/t/f/yes/no/1/0}, exact
 * names of enums; where {@code @DateTimeFormat} or {@code @NumberFormat} has a pattern,
 * by that. Used by one thread.
 *
 * @since 0.1.0
 */
public final class RecordBinder {

	private static final int LONGEST_VALUE = 50;

	private final ResolvableType type;

	private final @Nullable Locale locale;

	private final boolean emptyIsNothing;

	/** Whether names and values are already what is wanted. */
	private final boolean ready;

	private final boolean forMap;

	private final boolean forList;

	/** Of the class of the records, {@code null} for maps and lists. */
	private final @Nullable BoundTypes types;

	/** Of values that are no property, such as those of maps. */
	private final Map<Class<?>, Optional<TextConversion>> conversions = new HashMap<>();

	private final Map<String, Optional<Path>> columns = new HashMap<>();

	/**
	 * Makes a binder.
	 * @param type the type of the records
	 * @param locale in which numbers are written, {@code null} for plain ones
	 * @throws IllegalArgumentException when records cannot be read as that type
	 */
	public RecordBinder(ResolvableType type, @Nullable Locale locale) {
		this(type, locale, false);
	}

	private RecordBinder(ResolvableType type, @Nullable Locale locale, boolean emptyIsNothing) {
		this.type = type;
		this.locale = locale;
		this.emptyIsNothing = emptyIsNothing;
		this.forMap = isMap(type);
		this.forList = type.toClass().isAssignableFrom(ArrayList.class);
		this.ready = this.forMap && hasValuesOfAnyType(type.as(Map.class).getGeneric(1));
		this.types = (this.forMap || this.forList) ? null : BoundTypes.of(type, locale);
	}

	/**
	 * Makes one for a format that cannot tell nothing from an empty text: an object none
	 * of whose columns has more is {@code null}, and a default value takes the place of
	 * an empty text too.
	 * @return the binder
	 */
	public RecordBinder emptyIsNothing() {
		return new RecordBinder(this.type, this.locale, true);
	}

	/**
	 * Checks the columns of a file whose values are simple ones, where they are known
	 * before its records: whether records can be made of them.
	 * @param names the names, blank for columns whose values are skipped; none where they
	 * are not known
	 * @throws IllegalArgumentException when two are for one property, or one is for an
	 * object and another for a part of it, naming both; when one is for a property that
	 * no simple value can be, such as a list; and when a property that must have a value
	 * has no column and no default, naming it
	 */
	public void checkColumns(Iterable<String> names) {
		BoundTypes bound = this.types;
		if (bound == null) {
			checkValuesOfMap(names);
			return;
		}
		if (!names.iterator().hasNext()) {
			return;
		}
		ValueGroup present = new ValueGroup();
		Map<Path, String> simple = new LinkedHashMap<>();
		for (String name : names) {
			Path path = name.isBlank() ? null : path(name).orElse(null);
			if (path != null && !name.equals(simple.put(path, name))) {
				present.put(path.indexes(), 0, new ValueGroup.Leaf(name, name, false));
			}
		}
		simple.forEach((path, name) -> checkSimple(property(bound, path), name));
		checkRequired(bound, bound.get(this.type), present, "");
	}

	private void checkValuesOfMap(Iterable<String> names) {
		if (this.ready || !isMap(this.type)) {
			return;
		}
		ResolvableType values = this.type.as(Map.class).getGeneric(1);
		ResolvableType wanted = (values.toClass() == Optional.class) ? values.getGeneric(0) : values;
		for (String name : names) {
			if (!name.isBlank() && conversion(wanted, null) == null) {
				throw noSimple(name, wanted.toClass());
			}
		}
	}

	private static void checkSimple(BoundType.Property property, String column) {
		Class<?> wanted = property.simpleType().toClass();
		if (wanted != Object.class && !property.conversions().containsKey(wanted)) {
			throw noSimple(column, wanted);
		}
	}

	private static IllegalArgumentException noSimple(String column, Class<?> wanted) {
		return new IllegalArgumentException(at(column) + "a simple value is no " + wanted.getSimpleName());
	}

	/** Of objects none of whose values has a column there are none. */
	private static void checkRequired(BoundTypes types, BoundType bound, ValueGroup present, String around) {
		List<BoundType.Property> properties = bound.properties();
		for (int i = 0; i < properties.size(); i++) {
			BoundType.Property property = properties.get(i);
			Object part = present.part(i);
			String name = around + property.name();
			if (part instanceof ValueGroup nested) {
				checkRequired(types, types.get(property.type()), nested, name + ".");
			}
			else if (part == null && property.mustBeFed()) {
				throw new IllegalArgumentException("no column is for '" + name + "', which must have a value of type "
						+ property.type().toClass().getSimpleName()
						+ "; give it a column, or a default value by @Column(defaultValue = \"...\")");
			}
		}
	}

	private BoundType.Property property(BoundTypes types, Path path) {
		BoundType bound = types.get(this.type);
		BoundType.Property property = bound.properties().get(path.indexes().get(0));
		for (int index : path.indexes().subList(1, path.indexes().size())) {
			property = types.get(property.type()).properties().get(index);
		}
		return property;
	}

	/**
	 * Says that a text of a file is wrong, for a parser that knows it before records are
	 * made. The text is shown where it may be, shortened.
	 * @param column the name of its column
	 * @param text the text
	 * @param wanted what it should be, such as "whole number"
	 * @return what to throw
	 */
	public RecordValueException wrongValue(String column, String text, String wanted) {
		return wrongValue(column, text, wanted, "", isSecret(column));
	}

	private static RecordValueException wrongValue(String column, String text, String wanted, String hint,
			boolean secret) {
		String concealed = at(column) + "its value is no " + wanted + hint;
		return new RecordValueException(
				secret ? concealed : at(column) + "'" + shown(text) + "' is no " + wanted + hint, concealed);
	}

	/** A column that the class does not have may be that of a secret too. */
	private boolean isSecret(String column) {
		BoundTypes bound = this.types;
		if (bound == null || !bound.isSecret()) {
			return false;
		}
		Path path = path(column).orElse(null);
		if (path == null) {
			return true;
		}
		for (int i = 1; i <= path.indexes().size(); i++) {
			if (property(bound, new Path(path.indexes().subList(0, i))).secret()) {
				return true;
			}
		}
		return false;
	}

	static IllegalArgumentException twice(String one, String other) {
		return new IllegalArgumentException("the columns '" + one + "' and '" + other
				+ "' are both for one value of the record; leave out or rename one of them");
	}

	private Optional<Path> path(String column) {
		BoundTypes bound = this.types;
		if (bound == null) {
			return Optional.empty();
		}
		Optional<Path> known = this.columns.get(column);
		if (known == null) {
			known = Optional.ofNullable(path(BoundType.comparable(column), List.of(), bound, bound.get(this.type),
					Set.of(this.type.toClass())));
			this.columns.put(column, known);
		}
		return known;
	}

	/** Nearer ones first, so that they win. */
	private static @Nullable Path path(String name, List<Integer> around, BoundTypes types, BoundType bound,
			Set<Class<?>> classes) {
		Integer index = bound.index(name);
		if (index != null) {
			return new Path(append(around, index));
		}
		for (int i = 0; i < bound.properties().size(); i++) {
			BoundType.Property property = bound.properties().get(i);
			Class<?> nested = property.type().toClass();
			if (property.conversions().containsKey(nested) || !BoundType.supports(nested) || classes.contains(nested)) {
				continue;
			}
			Set<Class<?>> inner = new HashSet<>(classes);
			inner.add(nested);
			for (String start : property.names()) {
				Path found = (!start.isEmpty() && name.startsWith(start)) ? path(name.substring(start.length()),
						append(around, i), types, types.get(property.type()), inner) : null;
				if (found != null) {
					return found;
				}
			}
		}
		return null;
	}

	private static boolean isMap(ResolvableType type) {
		return Map.class.isAssignableFrom(type.toClass()) || type.toClass().isAssignableFrom(LinkedHashMap.class);
	}

	private static boolean hasValuesOfAnyType(ResolvableType values) {
		return values.resolve(Object.class) == Object.class;
	}

	private BoundType bound(ResolvableType declared) {
		BoundTypes bound = this.types;
		return ((bound != null) ? bound : BoundTypes.of(declared, this.locale)).get(declared);
	}

	private static List<Integer> append(List<Integer> indexes, int index) {
		List<Integer> longer = new ArrayList<>(indexes);
		longer.add(index);
		return List.copyOf(longer);
	}

	/**
	 * Makes a record.
	 * @param values names and values: texts, or what JSON has; a name may be that of a
	 * property within another, such as {@code address_street}. Names that the class does
	 * not have are left out
	 * @return the record
	 * @throws RecordValueException when a value does not fit, naming it and the type that
	 * is wanted; the value itself is named where it may be shown
	 * @throws IllegalArgumentException when a primitive has no value, or two names are
	 * for one property
	 */
	public Object bind(Map<String, @Nullable Object> values) {
		if (this.ready) {
			return values;
		}
		if (this.forMap) {
			return map(values, this.type.as(Map.class).getGeneric(1), "", false);
		}
		if (this.forList) {
			return new ArrayList<>(values.values());
		}
		ValueGroup root = new ValueGroup();
		values.forEach((name, value) -> path(name)
			.ifPresent((found) -> root.put(found.indexes(), 0, new ValueGroup.Leaf(name, value, isNothing(value)))));
		return object(bound(this.type), root, false);
	}

	private boolean isNothing(@Nullable Object value) {
		return value == null || (this.emptyIsNothing && value.equals(""));
	}

	private Object object(BoundType bound, ValueGroup group, boolean secret) {
		List<BoundType.Property> properties = bound.properties();
		@Nullable Object[] made = new @Nullable Object[properties.size()];
		for (int i = 0; i < made.length; i++) {
			BoundType.Property property = properties.get(i);
			Object part = group.part(i);
			boolean nothing = true;
			if (part instanceof ValueGroup nested) {
				// nothing in all of its columns is no object
				nothing = nested.isEmpty();
				made[i] = nothing ? null : object(bound(property.type()), nested, secret || property.secret());
			}
			else if (part instanceof ValueGroup.Leaf leaf) {
				made[i] = value(property.type(), property, leaf.name(), leaf.value(), secret || property.secret());
				nothing = leaf.nothing() || made[i] == null;
			}
			if (nothing && !property.byDefault().isEmpty()) {
				made[i] = value(property.type(), property, property.name(), property.byDefault(), false);
			}
			if (made[i] == null && property.type().toClass() == Optional.class) {
				made[i] = Optional.empty();
			}
		}
		return bound.make(made, secret || (this.types != null && this.types.isSecret()));
	}

	private @Nullable Object value(ResolvableType wanted, BoundType.@Nullable Property property, String name,
			@Nullable Object value, boolean secret) {
		if (value == null) {
			return null;
		}
		Class<?> raw = wanted.toClass();
		if (raw == Optional.class) {
			return Optional.ofNullable(value(wanted.getGeneric(0), property, name, value, secret));
		}
		if (raw == Object.class) {
			return value;
		}
		// nearly all values are texts, and to find that they are no maps takes long
		boolean plain = value instanceof String;
		if (!plain && value instanceof Map<?, ?> map) {
			return nested(wanted, name, map, secret);
		}
		if (!plain && value instanceof List<?> list) {
			return list(wanted, property, name, list, secret);
		}
		String text = PlainText.of(value);
		if (text.isEmpty() && !raw.isAssignableFrom(String.class)) {
			return null;
		}
		TextConversion conversion = conversion(wanted, property);
		if (conversion == null) {
			throw noSimple(name, raw);
		}
		try {
			return conversion.convert(text);
		}
		catch (RuntimeException ex) {
			throw wrongValue(name, text, raw.getSimpleName(), conversion.hint(text), secret);
		}
	}

	private static String at(String name) {
		return name.isEmpty() ? "" : "column '" + name + "': ";
	}

	private static String shown(String text) {
		String line = text.replaceAll("\\p{Cntrl}", " ");
		return (line.length() <= LONGEST_VALUE) ? line : line.substring(0, LONGEST_VALUE) + "\u2026";
	}

	private @Nullable TextConversion conversion(ResolvableType wanted, BoundType.@Nullable Property property) {
		Class<?> type = wanted.toClass();
		return (property != null) ? property.conversions().get(type)
				: this.conversions
					.computeIfAbsent(type,
							(absent) -> Optional.ofNullable(TextConversions.of(absent, List.of(), this.locale)))
					.orElse(null);
	}

	private Object nested(ResolvableType wanted, String name, Map<?, ?> map, boolean secret) {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		map.forEach((key, value) -> values.put(String.valueOf(key), value));
		if (isMap(wanted)) {
			return map(values, wanted.as(Map.class).getGeneric(1), name + ".", secret);
		}
		if (!BoundType.supports(wanted.toClass())) {
			throw new IllegalArgumentException(at(name) + "an object is no " + wanted.toClass().getSimpleName());
		}
		BoundType bound = bound(wanted);
		boolean hidden = secret || (this.types == null && BoundTypes.of(wanted, this.locale).isSecret());
		ValueGroup group = new ValueGroup();
		values.forEach((key, value) -> {
			Integer index = bound.index(BoundType.comparable(key));
			if (index != null) {
				group.put(List.of(index), 0, new ValueGroup.Leaf(name + "." + key, value, isNothing(value)));
			}
		});
		return object(bound, group, hidden);
	}

	private Map<String, @Nullable Object> map(Map<String, @Nullable Object> values, ResolvableType wanted,
			String prefix, boolean secret) {
		if (hasValuesOfAnyType(wanted)) {
			return values;
		}
		Map<String, @Nullable Object> made = new LinkedHashMap<>();
		values.forEach((name, value) -> made.put(name, value(wanted, null, prefix + name, value, secret)));
		return made;
	}

	private Object list(ResolvableType wanted, BoundType.@Nullable Property property, String name, List<?> list,
			boolean secret) {
		Class<?> raw = wanted.toClass();
		boolean array = raw.isArray();
		if (!array && !raw.isAssignableFrom(ArrayList.class) && !raw.isAssignableFrom(LinkedHashSet.class)) {
			throw new IllegalArgumentException(at(name) + "a list is no " + raw.getSimpleName());
		}
		ResolvableType each = array ? wanted.getComponentType() : wanted.asCollection().getGeneric(0);
		List<@Nullable Object> made = new ArrayList<>();
		for (int i = 0; i < list.size(); i++) {
			made.add(value(each, property, name + "[" + i + "]", list.get(i), secret));
		}
		if (array) {
			Object values = Array.newInstance(each.toClass(), made.size());
			for (int i = 0; i < made.size(); i++) {
				Array.set(values, i, made.get(i));
			}
			return values;
		}
		Collection<@Nullable Object> set = raw.isAssignableFrom(ArrayList.class) ? made : new LinkedHashSet<>(made);
		return set;
	}

	/**
	 * Where a value belongs.
	 *
	 * @param indexes of the properties, from the outside
	 */
	private record Path(List<Integer> indexes) {
	}

}
