package io.rocketjob.mongo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.Parameter;
import org.springframework.data.mapping.PersistentEntity;
import org.springframework.data.mapping.PersistentProperty;
import org.springframework.data.mapping.PreferredConstructor;
import org.springframework.data.mapping.model.EntityInstantiator;
import org.springframework.data.mapping.model.ParameterValueProvider;

/**
 * How objects of a Kotlin class are made: what is declared as an object stays the only
 * one, what is missing takes the default that the class gives it, or is an error where it
 * gives none, and {@code null} is not taken for missing. Thread-safe.
 */
final class KotlinInstantiator {

	private final @Nullable Object instance;

	private final KotlinTypes.@Nullable Parameters parameters;

	/** The parameters without which there is no object. */
	private final Set<String> required = new HashSet<>();

	/** The names under which parameters are stored that are null only if that says so. */
	private final Map<String, String> nullable = new HashMap<>();

	private KotlinInstantiator(@Nullable Object instance, KotlinTypes.@Nullable Parameters parameters) {
		this.instance = instance;
		this.parameters = parameters;
	}

	/**
	 * What makes the objects of a class.
	 * @param entity the class
	 * @return what makes them, {@code null} where the class needs nothing special
	 */
	static @Nullable KotlinInstantiator of(PersistentEntity<?, ?> entity) {
		Object instance = KotlinTypes.instance(entity.getType());
		if (instance != null) {
			return new KotlinInstantiator(instance, null);
		}
		KotlinTypes.Parameters parameters = (entity
			.getInstanceCreatorMetadata() instanceof PreferredConstructor<?, ?> constructor)
					? KotlinTypes.parameters(constructor.getConstructor()) : null;
		if (parameters == null) {
			return null;
		}
		KotlinInstantiator instantiator = new KotlinInstantiator(null, parameters);
		parameters.nullableWithDefault().forEach((name) -> {
			if (entity.getPersistentProperty(name) instanceof FieldsProperty property) {
				instantiator.nullable.put(property.getFieldName(), name);
			}
		});
		Objects.requireNonNull(entity.getInstanceCreatorMetadata()).getParameters().forEach((parameter) -> {
			if (parameter.hasName() && parameters.isRequired(parameter.getRequiredName())) {
				instantiator.required.add(parameter.getRequiredName());
			}
		});
		return instantiator;
	}

	@SuppressWarnings("unchecked")
	<T, E extends PersistentEntity<? extends T, P>, P extends PersistentProperty<P>> T createInstance(
			EntityInstantiator standard, E entity, ParameterValueProvider<P> provider) {
		if (this.instance != null) {
			return (T) this.instance;
		}
		Set<String> nulls = storedNulls();
		Checking<P> checking = new Checking<>(provider, entity, this.required);
		if (nulls.isEmpty() || this.parameters == null) {
			return standard.createInstance(entity, checking);
		}
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		List<Parameter<Object, P>> parameters = Objects.requireNonNull(entity.getInstanceCreatorMetadata())
			.getParameters();
		for (Parameter<Object, P> parameter : parameters) {
			if (!parameter.hasName()) {
				// the mark of a constructor that Kotlin hides
				continue;
			}
			Object value = checking.getParameterValue(parameter);
			if (value != null || nulls.contains(parameter.getRequiredName())) {
				values.put(parameter.getRequiredName(), value);
			}
		}
		return (T) this.parameters.call(values);
	}

	private Set<String> storedNulls() {
		Set<String> nulls = Set.of();
		if (!this.nullable.isEmpty()) {
			Bson reading = FieldsMongoConverter.reading();
			if (reading instanceof Map<?, ?> document) {
				for (Map.Entry<String, String> each : this.nullable.entrySet()) {
					if (document.containsKey(each.getKey()) && document.get(each.getKey()) == null) {
						nulls = nulls.isEmpty() ? new HashSet<>() : nulls;
						nulls.add(each.getValue());
					}
				}
			}
		}
		return nulls;
	}

	private record Checking<P extends PersistentProperty<P>>(ParameterValueProvider<P> delegate,
			PersistentEntity<?, P> entity, Set<String> required) implements ParameterValueProvider<P> {

		@Override
		public <T> @Nullable T getParameterValue(Parameter<T, P> parameter) {
			T value = this.delegate.getParameterValue(parameter);
			if (value == null && this.required.contains(parameter.getName())) {
				throw new MappingException("There is no value for " + parameter.getName() + " of "
						+ this.entity.getType().getName() + ", which has no default for it and cannot be null");
			}
			return value;
		}

	}

}
