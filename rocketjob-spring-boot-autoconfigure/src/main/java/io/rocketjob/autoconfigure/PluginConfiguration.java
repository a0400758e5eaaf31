package io.rocketjob.autoconfigure;

import java.time.Clock;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.plugin.PluginJobs;
import io.rocketjob.plugin.cron.CronPlugin;
import io.rocketjob.plugin.cron.CronStarter;
import io.rocketjob.plugin.queue.MaxQueuedPlugin;
import io.rocketjob.plugin.retry.RetryPlugin;
import io.rocketjob.plugin.singleton.SingletonPlugin;
import io.rocketjob.plugin.throttle.ThrottleDependentJobsPlugin;
import io.rocketjob.plugin.throttle.ThrottleMethodPlugin;
import io.rocketjob.plugin.throttle.ThrottleRatePlugin;
import io.rocketjob.plugin.throttle.ThrottleRunningJobsPlugin;
import io.rocketjob.plugin.transaction.SliceTransactionPlugin;
import io.rocketjob.plugin.window.ProcessingWindowPlugin;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The plugins that come with Rocket Job.
 */
@Configuration(proxyBeanMethods = false)
class PluginConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PluginJobs rocketJobPluginJobs(BatchEngine engine, RocketJobTemplate template) {
		return engine.pluginJobs(template);
	}

	@Bean
	@ConditionalOnMissingBean
	CronPlugin rocketJobCronPlugin() {
		return new CronPlugin();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "rocketjob.server.enabled", matchIfMissing = true)
	CronStarter rocketJobCronStarter(CronPlugin plugin, PluginJobs jobs, ObjectProvider<Clock> clock) {
		return new CronStarter(plugin, jobs, clock.getIfUnique(Clock::systemUTC));
	}

	@Bean
	@ConditionalOnMissingBean
	RetryPlugin rocketJobRetryPlugin(BeanFactory beans) {
		return new RetryPlugin(beans);
	}

	@Bean
	@ConditionalOnMissingBean
	SingletonPlugin rocketJobSingletonPlugin() {
		return new SingletonPlugin();
	}

	@Bean
	@ConditionalOnMissingBean
	MaxQueuedPlugin rocketJobMaxQueuedPlugin() {
		return new MaxQueuedPlugin();
	}

	@Bean
	@ConditionalOnMissingBean
	ThrottleRunningJobsPlugin rocketJobThrottleRunningJobsPlugin(RocketJobProperties properties) {
		return new ThrottleRunningJobsPlugin(properties.throttles());
	}

	@Bean
	@ConditionalOnMissingBean
	ThrottleRatePlugin rocketJobThrottleRatePlugin(RocketJobProperties properties) {
		return new ThrottleRatePlugin(properties.rates());
	}

	@Bean
	@ConditionalOnMissingBean
	ProcessingWindowPlugin rocketJobProcessingWindowPlugin() {
		return new ProcessingWindowPlugin();
	}

	@Bean
	@ConditionalOnMissingBean
	ThrottleDependentJobsPlugin rocketJobThrottleDependentJobsPlugin(ObjectProvider<RocketJobTemplate> rocketJob,
			ListableBeanFactory beans) {
		return new ThrottleDependentJobsPlugin(rocketJob, beans);
	}

	@Bean
	@ConditionalOnMissingBean
	ThrottleMethodPlugin rocketJobThrottleMethodPlugin(ListableBeanFactory beans) {
		return new ThrottleMethodPlugin(beans);
	}

	@Bean
	@ConditionalOnMissingBean
	SliceTransactionPlugin rocketJobSliceTransactionPlugin(ListableBeanFactory beans) {
		return new SliceTransactionPlugin(beans);
	}

}
