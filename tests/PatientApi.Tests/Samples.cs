using System.Net.Http.Headers;
using System.Net.Http.Json;
using PatientApi.Contracts;

namespace PatientApi.Tests;

/// <summary>Requests with invented patients.</summary>
internal static class Samples
{
    private static int _number;

    /// <summary>A valid patient with a unique external id.</summary>
    public static PatientRequest Patient(string lastName = "Doe", string firstName = "Jane") => new()
    {
        ExternalId = NewExternalId(),
        FirstName = firstName,
        LastName = lastName,
        Email = "jane@example.org",
        Phone = "+1 555 0100",
        BirthDate = new DateOnly(1980, 2, 29),
    };

    public static string NewExternalId() => $"ext-{Interlocked.Increment(ref _number):D5}";

    public static async Task<(PatientResponse Patient, string ETag)> CreateAsync(
        HttpClient client, PatientRequest request, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsJsonAsync("/patients", request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (
            (await response.Content.ReadFromJsonAsync<PatientResponse>(cancellationToken))!,
            response.Headers.ETag!.ToString());
    }

    public static HttpRequestMessage Put(string uri, PatientRequest request, string? ifMatch = null) =>
        Conditional(HttpMethod.Put, uri, "If-Match", ifMatch, JsonContent.Create(request));

    public static HttpRequestMessage Delete(string uri, string? ifMatch = null) => Conditional(
        HttpMethod.Delete, uri, "If-Match", ifMatch);

    public static HttpRequestMessage Get(string uri, string? ifNoneMatch) => Conditional(
        HttpMethod.Get, uri, "If-None-Match", ifNoneMatch);

    public static StringContent Content(string text, string? mediaType = "application/json") =>
        new(text) { Headers = { ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType) } };

    private static HttpRequestMessage Conditional(
        HttpMethod method, string uri, string header, string? value, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, uri) { Content = content };
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return request;
    }
}
