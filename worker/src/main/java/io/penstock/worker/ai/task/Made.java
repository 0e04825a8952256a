package io.penstock.worker.ai.task;

import io.penstock.catalog.ai.CacheUse;
import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Hop;
import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.kind.Mode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a result came about. */
public record Made(
        Usage usage,
        @Nullable BigDecimal cost,
        String provider,
        String model,
        long latencyMs,
        Mode mode,
        Finish finish,
        List<Hop> hops,
        @Nullable CacheUse cache,
        @Nullable BigDecimal saved) {}
