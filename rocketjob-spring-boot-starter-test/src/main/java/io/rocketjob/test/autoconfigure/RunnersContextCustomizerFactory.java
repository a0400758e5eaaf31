package io.rocketjob.test.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Keeps the runners of the application from being called in a {@link RocketJobTest}.
 * Filters of components do not find those that its main class declares, or that it is.
 */
class RunnersContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> configAttributes) {
		return TestContextAnnotationUtils.hasAnnotation(testClass, RocketJobTest.class) ? new WithoutRunners() : null;
	}

	/**
	 * Says so to {@link RunnersRunListener}. All are equal, so that tests share a
	 * context.
	 */
	record WithoutRunners() implements ContextCustomizer {

		private static final String NAME = WithoutRunners.class.getName();

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
			context.getBeanFactory().registerSingleton(NAME, this);
			context.addBeanFactoryPostProcessor(WithoutRunners::makeLazy);
		}

		/**
		 * What a runner needs may not be there: it is made only where a test asks for it.
		 */
		private static void makeLazy(ConfigurableListableBeanFactory beans) {
			for (Class<?> type : List.of(ApplicationRunner.class, CommandLineRunner.class)) {
				for (String name : beans.getBeanNamesForType(type, true, false)) {
					if (beans.containsBeanDefinition(name)) {
						BeanDefinition definition = beans.getBeanDefinition(name);
						definition.setLazyInit(true);
					}
				}
			}
		}

		static boolean isOf(ConfigurableApplicationContext context) {
			return context.getBeanFactory().containsSingleton(NAME);
		}

	}

}
