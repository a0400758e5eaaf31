package io.rocketjob.autoconfigure;

import io.rocketjob.dirmon.DirectoryMonitor;
import io.rocketjob.operation.DirmonOperations;
import io.rocketjob.operation.Operations;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What people can do with the directory monitor. Also there where the monitor is off, to
 * say so.
 */
@Configuration(proxyBeanMethods = false)
class DirmonOperationsConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DirmonOperations rocketJobDirmonOperations(Operations operations, ObjectProvider<DirectoryMonitor> monitor) {
		return new DirmonOperations(operations, monitor.getIfAvailable());
	}

}
