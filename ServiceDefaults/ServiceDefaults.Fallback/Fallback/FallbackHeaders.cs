using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using ServiceDefaults.Objectives;

namespace ServiceDefaults.Fallback;

/// <summary>
/// The response headers that state the source of a response. A caller that reads only one of them should read
/// <see cref="Degraded"/>.
/// </summary>
public static class FallbackHeaders
{
    /// <summary><c>primary</c>, <c>fallback</c>, <c>cache</c> or <c>default</c>.</summary>
    public const string Source = "X-Data-Source";

    /// <summary>
    /// <c>true</c> when the response is not from the primary source, except a cached response within
    /// <see cref="FallbackOptions.FreshFor"/>.
    /// </summary>
    public const string Degraded = RequestOutcomeExtensions.DegradedHeader;

    /// <summary>
    /// Writes the headers, including <c>Age</c> (<see cref="AgeInSeconds"/>), and <c>Cache-Control: private,
    /// no-store</c> unless the response has a <c>Cache-Control</c>: another cache would hide the source.
    /// </summary>
    /// <typeparam name="TResult">Type of the response.</typeparam>
    /// <param name="response">The HTTP response, before it starts.</param>
    /// <param name="result">The response and its source.</param>
    public static void Write<TResult>(HttpResponse response, FallbackResult<TResult> result) => Write(
        response, result.Source, AgeInSeconds(result), result.IsDegraded);

    /// <summary>Writes the headers for an operation without fallbacks.</summary>
    /// <param name="response">The HTTP response, before it starts.</param>
    public static void WritePrimary(HttpResponse response) => Write(
        response, DataSource.Primary, ageInSeconds: 0, degraded: false);

    /// <summary>
    /// Returns the age in whole seconds: rounded up, so that a response is never older than it says. A response of the
    /// primary source gives the seconds that have passed completely, so it has 0 as a rule.
    /// </summary>
    /// <typeparam name="TResult">Type of the response.</typeparam>
    /// <param name="result">The response and its source.</param>
    /// <returns>The age in seconds.</returns>
    public static long AgeInSeconds<TResult>(FallbackResult<TResult> result) => (long)(
        result.Source == DataSource.Primary ? result.Age.TotalSeconds : Math.Ceiling(result.Age.TotalSeconds));

    /// <summary>Returns the name of a source, for headers and telemetry.</summary>
    /// <param name="source">The source.</param>
    /// <returns>Its name in lower case.</returns>
    public static string NameOf(DataSource source) => source switch
    {
        DataSource.Primary => "primary",
        DataSource.Fallback => "fallback",
        DataSource.Cache => "cache",
        _ => "default",
    };

    private static void Write(HttpResponse response, DataSource source, long ageInSeconds, bool degraded)
    {
        response.Headers[Source] = NameOf(source);
        response.Headers[HeaderNames.Age] = ageInSeconds.ToString(CultureInfo.InvariantCulture);
        response.Headers[Degraded] = degraded ? "true" : "false";
        if (StringValues.IsNullOrEmpty(response.Headers.CacheControl))
        {
            response.Headers.CacheControl = "private, no-store";
        }
    }
}
