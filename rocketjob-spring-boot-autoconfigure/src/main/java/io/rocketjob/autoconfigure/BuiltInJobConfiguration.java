package io.rocketjob.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.ondemand.Expressions;
import io.rocketjob.ondemand.OnDemandBatch;
import io.rocketjob.ondemand.OnDemandJob;
import io.rocketjob.reencryption.ReEncryption;
import io.rocketjob.reencryption.ReEncryptionJob;
import io.rocketjob.transfer.AllowedLocations;
import io.rocketjob.transfer.CopyFileJob;
import io.rocketjob.transfer.Locations;
import io.rocketjob.transfer.UploadFileJob;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
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

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.file-jobs.enabled")
	Locations rocketJobLocations(RocketJobProperties properties, ResourceLoader resources) {
		return new Locations(allowed("rocketjob.file-jobs.sources", properties.fileJobs().sources()),
				allowed("rocketjob.file-jobs.targets", properties.fileJobs().targets()), resources);
	}

	private static AllowedLocations allowed(String property, List<String> prefixes) {
		try {
			return new AllowedLocations(property, prefixes);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidSettingException(property, String.join(",", prefixes), String.valueOf(ex.getMessage()),
					ex);
		}
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.file-jobs.enabled")
	CopyFileJob rocketJobCopyFileJob(Locations locations, ObjectProvider<RocketJobTemplate> rocketJob) {
		return new CopyFileJob(locations, rocketJob);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.file-jobs.enabled")
	UploadFileJob rocketJobUploadFileJob(Locations locations, ObjectProvider<BatchEngine> engine,
			ObjectProvider<RocketJobTemplate> rocketJob) {
		return new UploadFileJob(locations, engine, rocketJob);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.on-demand.enabled")
	Expressions rocketJobExpressions(ListableBeanFactory factory, RocketJobProperties properties) {
		return new Expressions(factory, properties.onDemand().beans());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.on-demand.enabled")
	OnDemandJob rocketJobOnDemandJob(Expressions expressions) {
		return new OnDemandJob(expressions);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.on-demand.enabled")
	OnDemandBatch rocketJobOnDemandBatch(Expressions expressions) {
		return new OnDemandBatch(expressions);
	}

}
