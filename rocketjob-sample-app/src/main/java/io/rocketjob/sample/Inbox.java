package io.rocketjob.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Makes the directory into which files are dropped. */
@Component
@Profile("files")
class Inbox implements InitializingBean {

	private final Path directory;

	Inbox(@Value("${sample.inbox}") Path directory) {
		this.directory = directory;
	}

	@Override
	public void afterPropertiesSet() {
		try {
			Files.createDirectories(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The inbox " + this.directory + " cannot be made", ex);
		}
	}

}
