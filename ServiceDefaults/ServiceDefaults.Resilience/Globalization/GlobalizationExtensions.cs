using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Globalization;

/// <summary>One culture for a service, wherever it runs.</summary>
public static class GlobalizationExtensions
{
    /// <summary>
    /// Pins the culture of every thread to the invariant one. The environment (<c>LANG</c>, <c>LC_ALL</c>) otherwise decides how numbers and dates are written in
    /// logs, headers and messages.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the host builder.</typeparam>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddInvariantCulture<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        return builder;
    }
}
