package io.rocketjob.kotlin.app

import io.rocketjob.AbortJobException
import io.rocketjob.BatchContext
import io.rocketjob.BatchJob
import io.rocketjob.Encrypted
import io.rocketjob.InputCategory
import io.rocketjob.Job
import io.rocketjob.JobCallbacks
import io.rocketjob.JobContext
import io.rocketjob.OutputCategory
import io.rocketjob.Result
import io.rocketjob.RocketJob
import io.rocketjob.Subscriber
import io.rocketjob.encryption.Encryption
import io.rocketjob.encryption.Keysets
import io.rocketjob.encryption.TinkEncryption
import io.rocketjob.plugin.AnnotationPlugin
import io.rocketjob.plugin.PluggableClass
import io.rocketjob.plugin.PluginJob
import io.rocketjob.plugin.cron.Cron
import io.rocketjob.plugin.retry.Retry
import io.rocketjob.plugin.singleton.Singleton
import io.rocketjob.plugin.throttle.ThrottleMethod
import jakarta.validation.constraints.Max
import jakarta.validation.constraints.NotBlank
import java.time.LocalDate
import java.util.concurrent.CopyOnWriteArrayList
import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import org.springframework.core.io.ByteArrayResource
import org.springframework.stereotype.Component

@SpringBootApplication
class Application

@Configuration
class Keys {
    @Bean
    fun encryption(): Encryption = TinkEncryption.of(ByteArrayResource(Keysets.newValues().toByteArray()))
}

@RocketJob(destroyOnComplete = false)
@Retry(limit = 2)
@Singleton(key = "account")
@Loud(volume = 3)
class ReportJob : Job<ReportJob.Fields> {

    @ThrottleMethod
    fun isClosed(job: PluginJob, fields: Fields): String? = if (fields.account == "closed") "it is closed" else null

    override fun perform(fields: Fields, context: JobContext) {
        if (fields.account == "fail" && context.failureCount() == 0) {
            error("wanted ${fields.ssn}")
        }
        if (fields.account == "abort") {
            throw AbortJobException("nothing to do")
        }
        context.updateFields(fields.copy(limit = fields.limit + 1))
    }

    data class Fields(
        @NotBlank val account: String,
        @Max(1000) val limit: Int = 100,
        @Encrypted val ssn: String? = null,
        val day: LocalDate = LocalDate.of(2026, 1, 1),
    )
}

@RocketJob(destroyOnComplete = false)
class NothingJob : Job<Void?> {
    override fun perform(fields: Void?, context: JobContext): Any? = "done without ${fields ?: "fields"}"
}

@RocketJob
@Cron(schedule = "0 1 * * *")
class NightlyJob : Job<NightlyJob.Fields> {

    override fun perform(fields: Fields, context: JobContext) = Unit

    data class Fields(val limit: Int = 100, val on: Boolean = true, val name: String = "nightly")
}

@RocketJob(destroyOnComplete = false)
class ShapeJob : Job<ShapeJob.Fields> {

    override fun perform(fields: Fields, context: JobContext): Area = when (fields.shape) {
        is Circle -> Area(fields.shape.radius * 3, fields.shape)
        Empty -> Area(0, fields.shape)
    }

    data class Fields(val shape: Shape)
}

sealed interface Shape

data class Circle(val radius: Int) : Shape

data object Empty : Shape

data class Area(val size: Int, val of: Shape)

@JvmInline
value class Email(val value: String)

@RocketJob
@InputCategory(sliceSize = 2)
@OutputCategory
@OutputCategory(name = "invalid")
class ImportBatch : BatchJob<ImportBatch.Fields, ImportBatch.Customer, Any> {

    override fun perform(record: Customer, context: BatchContext<Fields>): Any? {
        context.statistics().increment("customers")
        return if (record.email == null) Result.to("invalid", record) else Line("${context.fields().prefix}${record.email.value}", record.rank)
    }

    data class Fields(val prefix: String = "mailto:")

    data class Customer(val name: String, val email: Email?, val rank: Int = 7)

    data class Line(val text: String, val rank: Int)
}

@RocketJob
@OutputCategory
class SilentBatch : BatchJob<Void?, String, Unit> {
    override fun perform(record: String, context: BatchContext<Void?>) {
        context.statistics().increment("lines")
    }
}

annotation class Loud(val volume: Int = 11)

@Component
class LoudPlugin : AnnotationPlugin<Loud>() {

    val volumes = CopyOnWriteArrayList<Int>()

    override fun contribute(options: Loud, jobClass: PluggableClass) {
        jobClass.onCreate { job -> volumes += job.options(Loud::class.java).volume }
    }
}

@Component
class Watch : JobCallbacks<Any?> {

    val performed = CopyOnWriteArrayList<Any?>()

    override fun afterPerform(fields: Any?, context: JobContext) {
        performed += fields
    }
}

@Component
@Subscriber("cache")
class CacheSubscriber(val seen: MutableList<String> = CopyOnWriteArrayList()) {

    fun evict(key: String, limit: Int = 100, note: String? = "none") {
        seen += "evict $key $limit $note"
    }

    fun mail(email: Email, count: Count?) {
        seen += "mail ${email.value} ${count?.value}"
    }

    private fun inner() = Unit
}

@JvmInline
value class Count(val value: Int) {
    init {
        require(value > 0) { "must be positive" }
    }
}
