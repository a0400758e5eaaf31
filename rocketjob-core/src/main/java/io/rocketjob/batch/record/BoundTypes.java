package io.rocketjob.batch.record;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * The class of records and all that its objects may hold. What reflection tells is kept
 * for the parsers of later slices, as long as memory allows. Thread-safe.
 */
final class BoundTypes {

	private static final Map<Key, BoundTypes> KNOWN = new ConcurrentReferenceHashMap<>();

	private final @Nullable Locale locale;

	private final Map<ResolvableType, BoundType> types = new ConcurrentHashMap<>();

	private boolean secret;

	private BoundTypes(ResolvableType root, @Nullable Locale locale) {
		this.locale = locale;
		add(root, new HashSet<>());
	}

	/**
	 * Finds how records are made.
	 * @param type their type
	 * @param locale in which numbers are written, {@code null} for plain ones
	 * @return the bound types
	 * @throws IllegalArgumentException when records cannot be made so
	 */
	static BoundTypes of(ResolvableType type, @Nullable Locale locale) {
		return KNOWN.computeIfAbsent(new Key(type, locale), (key) -> new BoundTypes(type, locale));
	}

	/** Each class once, so that classes which refer to each other cost little. */
	private void add(ResolvableType type, Set<Class<?>> seen) {
		if (!seen.add(type.toClass())) {
			return;
		}
		BoundType bound = get(type);
		for (BoundType.Property property : bound.properties()) {
			this.secret |= property.secret();
			addHeld(property.type(), property.conversions(), seen);
		}
	}

	private void addHeld(ResolvableType held, Map<Class<?>, TextConversion> conversions, Set<Class<?>> seen) {
		Class<?> type = held.toClass();
		if (conversions.containsKey(type)) {
			return;
		}
		if (held.isArray()) {
			addHeld(held.getComponentType(), conversions, seen);
		}
		else if (type == Optional.class || Collection.class.isAssignableFrom(type)) {
			addHeld(held.getGeneric(0), conversions, seen);
		}
		else if (Map.class.isAssignableFrom(type)) {
			addHeld(held.as(Map.class).getGeneric(1), conversions, seen);
		}
		else if (BoundType.supports(type) && TextConversions.of(type, List.of(), null) == null) {
			add(held, seen);
		}
	}

	/**
	 * How objects of a type are made.
	 * @param type the type
	 * @return the bound type
	 * @throws IllegalArgumentException when they cannot be made
	 */
	BoundType get(ResolvableType type) {
		BoundType present = this.types.get(type);
		return (present != null) ? present
				: this.types.computeIfAbsent(type, (absent) -> BoundType.of(absent, this.locale));
	}

	/**
	 * Whether objects have values that must not be shown.
	 * @return whether they have
	 */
	boolean isSecret() {
		return this.secret;
	}

	/**
	 * What types are known by.
	 *
	 * @param type the type of the records
	 * @param locale in which numbers are written
	 */
	private record Key(ResolvableType type, @Nullable Locale locale) {
	}

}
