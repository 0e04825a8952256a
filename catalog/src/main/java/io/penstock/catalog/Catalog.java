package io.penstock.catalog;

import io.penstock.catalog.ai.AiAnalyze;
import io.penstock.catalog.ai.AiComplete;
import io.penstock.catalog.ai.AiDocument;
import io.penstock.catalog.ai.AiGenerate;
import io.penstock.catalog.ai.AiRefactor;
import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.email.BulkMail;
import io.penstock.catalog.email.SendMail;
import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Kinds;
import io.penstock.catalog.payment.CancelIntent;
import io.penstock.catalog.payment.CaptureIntent;
import io.penstock.catalog.payment.ConfirmIntent;
import io.penstock.catalog.payment.CreateIntent;
import io.penstock.catalog.payment.PaymentStatus;
import io.penstock.catalog.payment.RefundPayment;
import io.penstock.catalog.probe.Probe;
import io.penstock.catalog.webhook.WebhookDelivery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Every kind there is. */
public final class Catalog {

    private Catalog() {}

    public static Kinds kinds() {
        return kinds(List.of());
    }

    /** @param more of an installation's own */
    public static Kinds kinds(Collection<Kind<?, ?>> more) {
        var all = new ArrayList<Kind<?, ?>>(List.of(
                Probe.KIND,
                HttpRequest.KIND,
                WebhookDelivery.KIND,
                AiGenerate.KIND,
                AiComplete.KIND,
                AiAnalyze.KIND,
                AiRefactor.KIND,
                AiDocument.KIND,
                CreateIntent.KIND,
                ConfirmIntent.KIND,
                CaptureIntent.KIND,
                CancelIntent.KIND,
                RefundPayment.KIND,
                PaymentStatus.KIND,
                SendMail.KIND,
                TemplateMail.KIND,
                BulkMail.KIND,
                AnalysisFiles.KIND));
        all.addAll(more);
        return new Kinds(all);
    }
}
