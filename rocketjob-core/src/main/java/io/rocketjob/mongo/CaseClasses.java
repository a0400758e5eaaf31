package io.rocketjob.mongo;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.TypeAlias;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;
import org.springframework.util.ClassUtils;

/**
 * Which class a stored object has where its declared type allows several. The class is
 * stored beside the fields of the object, in a key that no field may have. Only what the
 * declared type allows is ever loaded, whatever is stored. Thread-safe.
 */
final class CaseClasses {

	/** Says which class an object has. */
	static final String TYPE = "_class";

	/** What it is, where it has no fields, such as the constant of an enum. */
	static final String VALUE = "value";

	private final @Nullable ClassLoader loader;

	private final FieldsMappingContext context;

	private final Map<Class<?>, Cases> cases = new ConcurrentHashMap<>();

	/**
	 * Makes one.
	 * @param loader has the classes of the application
	 * @param context knows the classes that were mapped
	 */
	CaseClasses(@Nullable ClassLoader loader, FieldsMappingContext context) {
		this.loader = loader;
		this.context = context;
	}

	/**
	 * What is stored for a class.
	 * @param type the class of an object
	 * @param declared the type that is declared for it
	 * @return its alias where it can be found by that, else its name
	 */
	String name(Class<?> type, Class<?> declared) {
		String alias = alias(type);
		return (alias != null && cases(declared).closed.get(alias) == type) ? alias : type.getName();
	}

	/**
	 * What is stored for a class where nothing is declared, as for a result.
	 * @param type the class of an object
	 * @return its alias where a type above it can find it by that, or its name;
	 * {@code null} when it cannot be asked for by another type
	 */
	@Nullable String name(Class<?> type) {
		String name = null;
		for (Class<?> above : ClassUtils.getAllInterfacesForClassAsSet(type)) {
			if (!isOfJava(above)) {
				name = (name == null || name.equals(type.getName())) ? name(type, above) : name;
			}
		}
		for (Class<?> above = type.getSuperclass(); above != null && !isOfJava(above); above = above.getSuperclass()) {
			name = (name == null || name.equals(type.getName())) ? name(type, above) : name;
		}
		return name;
	}

	private static boolean isOfJava(Class<?> type) {
		return type.getName().startsWith("java.") || type.getName().startsWith("kotlin.");
	}

	/**
	 * The class of a stored object.
	 * @param stored the object
	 * @param declared the type that is declared for it
	 * @param ours whether we have stored it, and not a user as it is: then only classes
	 * that are known without loading any are found
	 * @return a class that the declared type allows
	 * @throws MappingException when the stored class is not one of these
	 */
	Class<?> resolve(Document stored, Class<?> declared, boolean ours) {
		Cases allowed = cases(declared);
		if (allowed.single) {
			return declared;
		}
		Object name = stored.get(TYPE);
		if (name == null) {
			if (isConcrete(declared)) {
				return declared;
			}
			throw new MappingException("It is not stored which class of " + declared.getName() + " it is; there are "
					+ allowed.closed.values().stream().map(Class::getName).distinct().toList());
		}
		Class<?> type = (name instanceof String text) ? (ours ? find(allowed, text) : allowed.closed.get(text)) : null;
		if (type == null) {
			throw new MappingException("What is stored says that it is a '" + name + "', which is no "
					+ declared.getName() + " that this application has");
		}
		return type;
	}

	/**
	 * The constant of an enum among the cases of a type, as it was stored when its class
	 * was not.
	 * @param constant its name
	 * @param declared the type
	 * @return the constant, or {@code null} when there is none, or are several
	 */
	@Nullable Object constant(String constant, Class<?> declared) {
		Object found = null;
		for (Class<?> type : cases(declared).closed.values()) {
			if (type.isEnum()) {
				for (Object each : type.getEnumConstants()) {
					if (((Enum<?>) each).name().equals(constant) && each != found) {
						if (found != null) {
							return null;
						}
						found = each;
					}
				}
			}
		}
		return found;
	}

	/**
	 * The classes of which an object may be, as far as they are known.
	 * @param declared the declared type
	 * @return the classes
	 */
	Set<Class<?>> known(Class<?> declared) {
		return new LinkedHashSet<>(cases(declared).closed.values());
	}

	/**
	 * Whether a class is one of those that are known without an object of it.
	 * @param type the class
	 * @param declared the declared type
	 * @return {@code false} for a subclass that nothing names
	 */
	boolean isKnown(Class<?> type, Class<?> declared) {
		return cases(declared).closed.get(type.getName()) == type;
	}

	private @Nullable Class<?> find(Cases allowed, String name) {
		Class<?> found = allowed.closed.get(name);
		if (found != null) {
			return found;
		}
		for (Map.Entry<Class<?>, Map<String, Class<?>>> each : allowed.open.entrySet()) {
			found = each.getValue().get(name);
			if (found == null) {
				found = load(name, each.getKey());
				if (found != null) {
					each.getValue().put(name, found);
				}
			}
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/**
	 * Loads a class without running any code of it.
	 */
	private @Nullable Class<?> load(String name, Class<?> above) {
		for (@Nullable
		ClassLoader each : Arrays.asList(above.getClassLoader(), this.loader)) {
			try {
				Class<?> type = Class.forName(name, false, each);
				if (above.isAssignableFrom(type) && isConcrete(type)) {
					return type;
				}
			}
			catch (ClassNotFoundException | LinkageError ex) {
				// it may be another's, or an alias
			}
		}
		for (MongoPersistentEntity<?> each : this.context.getPersistentEntities()) {
			Class<?> type = each.getType();
			if (name.equals(alias(type)) && above.isAssignableFrom(type) && isConcrete(type)) {
				return type;
			}
		}
		return null;
	}

	private Cases cases(Class<?> declared) {
		Cases present = this.cases.get(declared);
		if (present == null) {
			present = new Cases(declared);
			this.cases.put(declared, present);
		}
		return present;
	}

	private static @Nullable String alias(Class<?> type) {
		TypeAlias alias = type.getAnnotation(TypeAlias.class);
		return (alias != null) ? alias.value() : null;
	}

	private static boolean isConcrete(Class<?> type) {
		return type.isEnum() || !Modifier.isAbstract(type.getModifiers());
	}

	private static final class Cases {

		private final Map<String, Class<?>> closed = new LinkedHashMap<>();

		/**
		 * Types of which there may be subclasses that nothing names, with those found.
		 */
		private final Map<Class<?>, Map<String, Class<?>>> open = new LinkedHashMap<>();

		/** Whether all objects are of the declared class. */
		private final boolean single;

		Cases(Class<?> declared) {
			add(declared);
			this.single = this.open.isEmpty() && this.closed.values().stream().allMatch((type) -> type == declared);
		}

		private void add(Class<?> type) {
			if (isConcrete(type)) {
				this.closed.putIfAbsent(type.getName(), type);
				String alias = alias(type);
				if (alias != null) {
					this.closed.putIfAbsent(alias, type);
				}
			}
			Class<?>[] permitted = type.isEnum() ? null : type.getPermittedSubclasses();
			if (permitted != null) {
				for (Class<?> each : permitted) {
					add(each);
				}
			}
			else if (!Modifier.isFinal(type.getModifiers()) && !type.isEnum()) {
				this.open.put(type, new ConcurrentHashMap<>());
			}
		}

	}

}
