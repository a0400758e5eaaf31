package io.rocketjob.ondemand;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.io.ResourceLoader;
import org.springframework.expression.AccessException;
import org.springframework.expression.BeanResolver;
import org.springframework.expression.ConstructorResolver;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.MethodExecutor;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.OperatorOverloader;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypeComparator;
import org.springframework.expression.TypeConverter;
import org.springframework.expression.TypeLocator;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.support.DataBindingMethodResolver;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * What an expression reaches: properties and instance methods of what it has, and some
 * beans; neither types nor constructors, nor what leads to classes, nor the application
 * context. Used by one thread.
 */
final class RestrictedContext implements EvaluationContext {

	/** Whatever returns one, nothing is called of it. */
	private static final List<Class<?>> REFUSED = List.of(AnnotatedElement.class, ClassLoader.class, Module.class,
			MethodHandles.Lookup.class, Thread.class, ThreadGroup.class, Process.class, ProcessBuilder.class,
			Runtime.class, BeanFactory.class, ResourceLoader.class, PropertyResolver.class, Expressions.class);

	private final EvaluationContext simple = SimpleEvaluationContext.forReadOnlyDataBinding()
		.withMethodResolvers(new Methods())
		.build();

	private final BeanResolver beans;

	RestrictedContext(ListableBeanFactory factory, Set<String> names) {
		this.beans = (context, name) -> {
			if (!names.contains(name)) {
				throw new AccessException("The bean '" + name + "' is none of those in rocketjob.on-demand.beans");
			}
			return factory.getBean(name);
		};
	}

	private static boolean isRefused(@Nullable Object target) {
		return REFUSED.stream().anyMatch((type) -> type.isInstance(target));
	}

	@Override
	public TypedValue getRootObject() {
		return this.simple.getRootObject();
	}

	@Override
	public List<PropertyAccessor> getPropertyAccessors() {
		return this.simple.getPropertyAccessors().stream().<PropertyAccessor>map(Properties::new).toList();
	}

	@Override
	public List<ConstructorResolver> getConstructorResolvers() {
		return List.of();
	}

	@Override
	public List<MethodResolver> getMethodResolvers() {
		return this.simple.getMethodResolvers();
	}

	@Override
	public BeanResolver getBeanResolver() {
		return this.beans;
	}

	@Override
	public TypeLocator getTypeLocator() {
		return this.simple.getTypeLocator();
	}

	@Override
	public TypeConverter getTypeConverter() {
		return this.simple.getTypeConverter();
	}

	@Override
	public TypeComparator getTypeComparator() {
		return this.simple.getTypeComparator();
	}

	@Override
	public OperatorOverloader getOperatorOverloader() {
		return this.simple.getOperatorOverloader();
	}

	@Override
	public boolean isAssignmentEnabled() {
		return false;
	}

	@Override
	public void setVariable(String name, @Nullable Object value) {
		this.simple.setVariable(name, value);
	}

	@Override
	public @Nullable Object lookupVariable(String name) {
		return this.simple.lookupVariable(name);
	}

	private static final class Methods implements MethodResolver {

		private final MethodResolver instances = DataBindingMethodResolver.forInstanceMethodInvocation();

		@Override
		public @Nullable MethodExecutor resolve(EvaluationContext context, Object target, String name,
				List<TypeDescriptor> types) throws AccessException {
			if (isRefused(target)) {
				throw new AccessException("Nothing may be called of a " + target.getClass().getName());
			}
			return this.instances.resolve(context, target, name, types);
		}

	}

	private record Properties(PropertyAccessor accessor) implements PropertyAccessor {

		@Override
		public Class<?> @Nullable [] getSpecificTargetClasses() {
			return this.accessor.getSpecificTargetClasses();
		}

		@Override
		public boolean canRead(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
			return !isRefused(target) && this.accessor.canRead(context, target, name);
		}

		@Override
		public TypedValue read(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
			return this.accessor.read(context, target, name);
		}

		@Override
		public boolean canWrite(EvaluationContext context, @Nullable Object target, String name) {
			return false;
		}

		@Override
		public void write(EvaluationContext context, @Nullable Object target, String name, @Nullable Object value)
				throws AccessException {
			throw new AccessException("Nothing can be assigned");
		}

	}

}
