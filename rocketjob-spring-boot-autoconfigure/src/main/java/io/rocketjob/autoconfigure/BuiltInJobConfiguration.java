package io.rocketjob.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.reencryption.ReEncryption;
import io.rocketjob.reencryption.ReEncryptionJob;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/**
 * The job classes that come with Rocket Job and are switched on one by one.
 */
@Configuration(proxyBeanMethods = false)
class BuiltInJobConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.re-encryption.enabled")
	ReEncryption rocketJobReEncryption(BatchEngine engine, RocketJobProperties properties) {
		List<Class<?>> types = new ArrayList<>();
		properties.reEncryption().types().forEach((name) -> types.add(type(name)));
		return new ReEncryption(engine, types);
	}

	private static Class<?> type(String name) {
		try {
			return ClassUtils.forName(name, null);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new InvalidSettingException("rocketjob.re-encryption.types", name,
					"There is no such class; right would be the full name of a class with encrypted fields", ex);
		}
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.re-encryption.enabled")
	ReEncryptionJob rocketJobReEncryptionJob(ReEncryption reEncryption, ObjectProvider<RocketJobTemplate> rocketJob) {
		return new ReEncryptionJob(reEncryption, rocketJob);
	}

}
