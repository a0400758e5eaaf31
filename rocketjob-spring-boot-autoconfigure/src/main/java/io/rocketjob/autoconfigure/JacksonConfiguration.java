package io.rocketjob.autoconfigure;

import io.rocketjob.batch.LineJson;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets the {@link JsonMapper} of the application write the output of batches.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JsonMapper.class)
class JacksonConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(JsonMapper.class)
	LineJson rocketJobLineJson(JsonMapper mapper) {
		// a record must stay on its line, however the application writes JSON otherwise
		ObjectWriter writer = mapper.writer().without(SerializationFeature.INDENT_OUTPUT);
		return writer::writeValueAsString;
	}

}
