package io.rocketjob.mongo;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mapping.InstanceCreatorMetadata;
import org.springframework.data.mapping.Parameter;
import org.springframework.data.mapping.PersistentEntity;
import org.springframework.data.mapping.PersistentProperty;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.data.mapping.PreferredConstructor;
import org.springframework.data.mapping.model.EntityInstantiator;
import org.springframework.data.mapping.model.EntityInstantiators;
import org.springframework.data.mapping.model.ParameterValueProvider;
import org.springframework.data.mapping.model.Property;
import org.springframework.data.mapping.model.SimpleTypeHolder;
import org.springframework.data.mongodb.core.mapping.BasicMongoPersistentEntity;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;
import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;
import org.springframework.data.mongodb.core.mapping.MongoPersistentProperty;

/**
 * Spring Data's mapping, but for what a user does not expect of fields: a property that
 * is named {@code id} is one like the others, a record is made by its canonical
 * constructor whatever other constructors it has, and what is missing has its default.
 */
final class FieldsMappingContext extends MongoMappingContext {

	@Override
	protected <T> BasicMongoPersistentEntity<T> createPersistentEntity(TypeInformation<T> type) {
		return new FieldsEntity<>(type);
	}

	@Override
	public MongoPersistentProperty createPersistentProperty(Property property, MongoPersistentEntity<?> owner,
			SimpleTypeHolder simpleTypes) {
		return new FieldsProperty(property, owner, simpleTypes);
	}

	/**
	 * How objects are made.
	 * @return the instantiators to use with this context
	 */
	static EntityInstantiators instantiators() {
		return new EntityInstantiators(new DefaultingInstantiator());
	}

	private static final class FieldsEntity<T> extends BasicMongoPersistentEntity<T> {

		private final @Nullable InstanceCreatorMetadata<MongoPersistentProperty> canonical;

		/** Whether it is declared as an object in Kotlin. */
		private final boolean shared;

		FieldsEntity(TypeInformation<T> type) {
			super(type);
			this.shared = KotlinTypes.instance(type.getType()) != null;
			this.canonical = type.getType().isRecord() && !hasChosenCreator(type.getType()) ? canonicalConstructor()
					: null;
		}

		@Override
		public void addPersistentProperty(MongoPersistentProperty property) {
			// what is stored must not change an object that all share
			if (!this.shared && !KotlinTypes.isDelegate(property.getField())) {
				super.addPersistentProperty(property);
			}
		}

		private static boolean hasChosenCreator(Class<?> type) {
			return Arrays.stream(type.getDeclaredConstructors())
				.anyMatch((constructor) -> constructor.isAnnotationPresent(PersistenceCreator.class))
					|| Arrays.stream(type.getDeclaredMethods())
						.anyMatch((method) -> method.isAnnotationPresent(PersistenceCreator.class));
		}

		@SuppressWarnings({ "unchecked", "rawtypes" })
		private InstanceCreatorMetadata<MongoPersistentProperty> canonicalConstructor() {
			RecordComponent[] components = getType().getRecordComponents();
			Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
			try {
				Constructor<T> constructor = getType().getDeclaredConstructor(types);
				List<TypeInformation<?>> parameterTypes = getTypeInformation().getParameterTypes(constructor);
				Annotation[][] annotations = constructor.getParameterAnnotations();
				Parameter<Object, MongoPersistentProperty>[] parameters = new Parameter[components.length];
				for (int i = 0; i < components.length; i++) {
					parameters[i] = new Parameter<>(components[i].getName(),
							(TypeInformation<Object>) parameterTypes.get(i), annotations[i],
							(PersistentEntity<Object, MongoPersistentProperty>) this);
				}
				return new PreferredConstructor<>(constructor, parameters);
			}
			catch (NoSuchMethodException ex) {
				throw new IllegalStateException("A record without its canonical constructor: " + getType(), ex);
			}
		}

		@Override
		public @Nullable InstanceCreatorMetadata<MongoPersistentProperty> getInstanceCreatorMetadata() {
			return (this.canonical != null) ? this.canonical : super.getInstanceCreatorMetadata();
		}

		@Override
		public <B> PersistentPropertyAccessor<B> getPropertyAccessor(B bean) {
			return new KeepingPrimitives<>(super.getPropertyAccessor(bean));
		}

		@Override
		public boolean isCreatorArgument(PersistentProperty<?> property) {
			return (this.canonical != null) ? this.canonical.isCreatorParameter(property)
					: super.isCreatorArgument(property);
		}

	}

	/**
	 * Leaves a primitive as it is where {@code null} is stored, which may be from the
	 * time when it was none.
	 */
	private record KeepingPrimitives<B>(
			PersistentPropertyAccessor<B> delegate) implements PersistentPropertyAccessor<B> {

		@Override
		public void setProperty(PersistentProperty<?> property, @Nullable Object value) {
			if (value != null || !property.getType().isPrimitive()) {
				this.delegate.setProperty(property, value);
			}
		}

		@Override
		public @Nullable Object getProperty(PersistentProperty<?> property) {
			return this.delegate.getProperty(property);
		}

		@Override
		public B getBean() {
			return this.delegate.getBean();
		}

	}

	private static final class DefaultingInstantiator implements EntityInstantiator {

		private final EntityInstantiators standard = new EntityInstantiators();

		private final Map<Class<?>, Optional<KotlinInstantiator>> kotlin = new ConcurrentHashMap<>();

		@Override
		public <T, E extends PersistentEntity<? extends T, P>, P extends PersistentProperty<P>> T createInstance(
				E entity, ParameterValueProvider<P> provider) {
			EntityInstantiator instantiator = this.standard.getInstantiatorFor(entity);
			Optional<KotlinInstantiator> found = this.kotlin.get(entity.getType());
			if (found == null) {
				found = Optional.ofNullable(KotlinInstantiator.of(entity));
				this.kotlin.put(entity.getType(), found);
			}
			return found.isPresent() ? found.get().createInstance(instantiator, entity, provider)
					: instantiator.createInstance(entity, new Defaulting<>(provider));
		}

	}

	private record Defaulting<P extends PersistentProperty<P>>(
			ParameterValueProvider<P> delegate) implements ParameterValueProvider<P> {

		@Override
		@SuppressWarnings("unchecked")
		public <T> @Nullable T getParameterValue(Parameter<T, P> parameter) {
			T value = this.delegate.getParameterValue(parameter);
			if (value == null && parameter.getRawType().isPrimitive()) {
				return (T) ParameterValueProvider.getDefaultValue(parameter.getRawType());
			}
			return value;
		}

	}

}
