using System.Text.Json;
using ServiceDefaults.Idempotency;

namespace PatientApi.Idempotency;

/// <summary>Response to a write, stored in the same transaction and returned to repeated requests.</summary>
internal sealed class StoredAnswer
{
    public required string Tenant { get; init; }

    public required string Client { get; init; }

    public required string Key { get; init; }

    /// <summary>Number of the line or item; 0 for the whole request.</summary>
    public required int Part { get; init; }

    /// <summary>SHA-256 of the request. See <see cref="IdempotentRequest"/>.</summary>
    public required byte[] Fingerprint { get; init; }

    public required int Status { get; init; }

    /// <summary>JSON object of header names and values, as text.</summary>
    public required string Headers { get; init; }

    public required byte[] Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static StoredAnswer Of(IdempotentRequest request, RenderedAnswer answer, DateTimeOffset now) => new()
    {
        Tenant = request.Tenant,
        Client = request.Client,
        Key = request.Key,
        Part = request.Part,
        Fingerprint = request.Fingerprint,
        Status = answer.Status,
        Headers = JsonSerializer.Serialize(answer.Headers),
        Body = answer.Body,
        CreatedAt = now,
    };

    public bool Answers(IdempotentRequest request) => request.IsOf(Fingerprint);

    /// <summary>Returns the stored response with the header that marks it as replayed.</summary>
    public RenderedAnswer Replay()
    {
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(Headers)!;
        headers[IdempotencyHeaders.Replayed] = "true";
        return new(Status, headers, Body);
    }
}
