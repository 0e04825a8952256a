package io.penstock.worker.ai.testing;

import io.penstock.catalog.json.Json;
import java.util.List;

/** Answers in the formats that the providers document. */
public final class Wire {

    public static final String OPENAI_USAGE = """
            {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30,
             "prompt_tokens_details": {"cached_tokens": 8}, "completion_tokens_details": {"reasoning_tokens": 4}}""";

    public static final String ANTHROPIC_USAGE = """
            {"input_tokens": 7, "cache_creation_input_tokens": 5, "cache_read_input_tokens": 8, "output_tokens": 10}""";

    public static final String GEMINI_USAGE = """
            {"promptTokenCount": 20, "cachedContentTokenCount": 8, "candidatesTokenCount": 6, "thoughtsTokenCount": 4,
             "totalTokenCount": 30}""";

    private Wire() {}

    private static String quoted(String text) {
        return Json.write(text);
    }

    public static String openAi(String text, String reason) {
        return """
                {"id": "c-1", "object": "chat.completion", "model": "m-1", "choices": [{"index": 0,
                 "message": {"role": "assistant", "content": %s, "refusal": null}, "finish_reason": "%s"}], "usage": %s}""".formatted(quoted(text), reason, OPENAI_USAGE);
    }

    public static String openAi(String text) {
        return openAi(text, "stop");
    }

    public static String anthropic(String text, String reason) {
        return """
                {"id": "msg_1", "type": "message", "role": "assistant", "model": "m-1",
                 "content": [{"type": "text", "text": %s}], "stop_reason": "%s", "stop_sequence": null, "usage": %s}""".formatted(quoted(text), reason, ANTHROPIC_USAGE);
    }

    public static String gemini(String text, String reason) {
        return """
                {"candidates": [{"content": {"role": "model", "parts": [{"text": "Let me think", "thought": true}, {"text": %s}]},
                 "finishReason": "%s", "index": 0}], "usageMetadata": %s, "modelVersion": "m-1"}""".formatted(quoted(text), reason, GEMINI_USAGE);
    }

    /** vLLM's form: the last chunk has null for its choices. */
    public static List<String> openAiStream(String first, String second) {
        return List.of(
                "{\"choices\": [{\"index\": 0, \"delta\": {\"role\": \"assistant\", \"content\": \"\"}}]}",
                openAiPiece(first),
                openAiPiece(second),
                "{\"choices\": [{\"index\": 0, \"delta\": {}, \"finish_reason\": \"stop\"}]}",
                one("{\"choices\": null, \"usage\": " + OPENAI_USAGE + "}"),
                "[DONE]");
    }

    private static String openAiPiece(String text) {
        return "{\"choices\": [{\"index\": 0, \"delta\": {\"content\": %s}, \"finish_reason\": null}]}"
                .formatted(quoted(text));
    }

    public static List<String> anthropicStream(String first, String second) {
        return List.of(
                "{\"type\": \"message_start\", \"message\": {\"usage\": {\"input_tokens\": 7,"
                        + " \"cache_creation_input_tokens\": 5, \"cache_read_input_tokens\": 8, \"output_tokens\": 1}}}",
                "{\"type\": \"content_block_start\", \"index\": 0, \"content_block\": {\"type\": \"text\", \"text\": \"\"}}",
                "{\"type\": \"ping\"}",
                anthropicPiece(first),
                anthropicPiece(second),
                "{\"type\": \"content_block_stop\", \"index\": 0}",
                "{\"type\": \"message_delta\", \"delta\": {\"stop_reason\": \"end_turn\"}, \"usage\": {\"output_tokens\": 10}}",
                "{\"type\": \"message_stop\"}");
    }

    private static String anthropicPiece(String text) {
        return "{\"type\": \"content_block_delta\", \"index\": 0, \"delta\": {\"type\": \"text_delta\", \"text\": %s}}"
                .formatted(quoted(text));
    }

    public static List<String> geminiStream(String first, String second) {
        return List.of(
                "{\"candidates\": [{\"content\": {\"parts\": [{\"text\": %s}]}}]}".formatted(quoted(first)),
                one(gemini(second, "STOP")));
    }

    private static String one(String lines) {
        return lines.replace("\n", " ");
    }

    public static String openAiError(String type, String code, String message) {
        return """
                {"error": {"message": %s, "type": "%s", "param": null, "code": "%s"}}""".formatted(quoted(message), type, code);
    }

    public static String anthropicError(String type, String message) {
        return """
                {"type": "error", "error": {"type": "%s", "message": %s}, "request_id": "req_1"}""".formatted(type, quoted(message));
    }

    public static String geminiError(int code, String status, String details) {
        return """
                {"error": {"code": %d, "message": "So it is", "status": "%s", "details": [%s]}}""".formatted(code, status, details);
    }
}
