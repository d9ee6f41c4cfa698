using System.Net.Http.Json;
using PatientApi.Contracts;
using ServiceDefaults.Idempotency;

namespace PatientApi.Tests.Idempotency;

/// <summary>Writes with a key, and all parts of a response that a caller could compare.</summary>
internal static class KeyedWrites
{
    private static int _number;

    public static string NewKey() => $"key-{Interlocked.Increment(ref _number):D5}";

    public static Task<KeyedResponse> PostAsync(this HttpClient client, string? key, PatientRequest patient) =>
        client.WriteAsync(HttpMethod.Post, "/patients", key, JsonContent.Create(patient));

    public static Task<KeyedResponse> PutAsync(
        this HttpClient client,
        string path,
        string? key,
        PatientRequest patient,
        string? ifMatch = null,
        string? ifNoneMatch = null) =>
        client.WriteAsync(HttpMethod.Put, path, key, JsonContent.Create(patient), ifMatch, ifNoneMatch);

    public static Task<KeyedResponse> DeleteAsync(
        this HttpClient client, string path, string? key, string? ifMatch = null) =>
        client.WriteAsync(HttpMethod.Delete, path, key, content: null, ifMatch);

    public static async Task<KeyedResponse> WriteAsync(
        this HttpClient client,
        HttpMethod method,
        string path,
        string? key,
        HttpContent? content,
        string? ifMatch = null,
        string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in ((string, string?)[])[
            (IdempotencyHeaders.Key, key), ("If-Match", ifMatch), ("If-None-Match", ifNoneMatch)
        ])
        {
            request.Headers.TryAddWithoutValidation(name, value is null ? [] : [value]);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.ETag?.ToString(),
            response.Headers.Location?.ToString())
        {
            IsReplayed = response.Headers.Contains(IdempotencyHeaders.Replayed),
            Key = response.Headers.TryGetValues(IdempotencyHeaders.Key, out var keys) ? keys.Single() : null,
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }
}
