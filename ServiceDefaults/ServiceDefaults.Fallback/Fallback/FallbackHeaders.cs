using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ServiceDefaults.Fallback;

/// <summary>How a response says where it comes from. A caller that looks at nothing else can look at <see cref="Degraded"/>.</summary>
public static class FallbackHeaders
{
    /// <summary><c>primary</c>, <c>fallback</c>, <c>cache</c> or <c>default</c>.</summary>
    public const string Source = "X-Data-Source";

    /// <summary><c>true</c> when the answer is not what was wanted, but what could be had.</summary>
    public const string Degraded = "X-Degraded";

    /// <summary>Writes the headers, with <c>Age</c> in whole seconds.</summary>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <param name="response">The response, before it starts.</param>
    /// <param name="result">The answer and where it comes from.</param>
    public static void Write<TResult>(HttpResponse response, FallbackResult<TResult> result) => Write(response, result.Source, result.Age, result.IsDegraded);

    /// <summary>Writes the headers of an answer that has no fallback.</summary>
    /// <param name="response">The response, before it starts.</param>
    public static void WritePrimary(HttpResponse response) => Write(response, DataSource.Primary, TimeSpan.Zero, degraded: false);

    /// <summary>The name of a source, for headers and telemetry.</summary>
    /// <param name="source">The source.</param>
    /// <returns>Its name in lower case.</returns>
    public static string NameOf(DataSource source) => source switch
    {
        DataSource.Primary => "primary",
        DataSource.Fallback => "fallback",
        DataSource.Cache => "cache",
        _ => "default",
    };

    private static void Write(HttpResponse response, DataSource source, TimeSpan age, bool degraded)
    {
        response.Headers[Source] = NameOf(source);
        response.Headers[HeaderNames.Age] = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        response.Headers[Degraded] = degraded ? "true" : "false";
    }
}
