package io.rocketjob.integration.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;

import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.TinkEncryption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Encrypts some values, and holds whoever wants to encrypt another until it is told to go
 * on.
 */
@Component
@ConditionalOnProperty("app.encryptions")
public class HeldEncryption implements Encryption {

	private static final Logger logger = LoggerFactory.getLogger(HeldEncryption.class);

	/** What the process prints when it holds the first. */
	public static final String HELD = "Enough is encrypted";

	private final Encryption delegate;

	private final Signals signals;

	private final int limit;

	private final AtomicInteger count = new AtomicInteger();

	HeldEncryption(@Value("${rocketjob.encryption.keyset}") Resource keyset, @Value("${app.encryptions}") int limit,
			Signals signals) {
		this.delegate = TinkEncryption.of(keyset);
		this.limit = limit;
		this.signals = signals;
	}

	@Override
	public byte[] encrypt(byte[] plain, byte[] associatedData) {
		int number = this.count.incrementAndGet();
		if (number > this.limit) {
			if (number == this.limit + 1) {
				logger.info(HELD);
			}
			this.signals.await(Signals.GO_ON);
		}
		return this.delegate.encrypt(plain, associatedData);
	}

	@Override
	public byte[] decrypt(byte[] encrypted, byte[] associatedData) {
		return this.delegate.decrypt(encrypted, associatedData);
	}

	@Override
	public boolean isCurrent(byte[] encrypted) {
		return this.delegate.isCurrent(encrypted);
	}

	@Override
	public InputStream decrypting(InputStream encrypted) throws IOException {
		return this.delegate.decrypting(encrypted);
	}

	@Override
	public OutputStream encrypting(OutputStream encrypted) throws IOException {
		return this.delegate.encrypting(encrypted);
	}

}
