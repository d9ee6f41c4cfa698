using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Globalization;

/// <summary>Sets one culture for a service, wherever it runs.</summary>
public static class GlobalizationExtensions
{
    /// <summary>
    /// Sets the culture of every thread to the invariant one. Otherwise the environment (<c>LANG</c>, <c>LC_ALL</c>)
    /// determines the format of numbers and dates in logs, headers and messages.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddInvariantCulture<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        CultureInfo.DefaultThreadCurrentCulture =
            CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        return builder;
    }
}
