using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Tokens.Internal;

/// <summary>Adds the scheme that validates tokens.</summary>
internal static class TokenScheme
{
    // It logs each token that it cannot validate, with an exception and its stack. Strangers could fill the log, and
    // exceptions quote claims.
    private const string HandlerCategory = "Microsoft.AspNetCore.Authentication.JwtBearer.JwtBearerHandler";

    public static void AddTokenScheme(this IHostApplicationBuilder builder, string scheme)
    {
        builder.Logging.AddFilter(HandlerCategory, LogLevel.None);
        builder.Services.AddAuthentication().AddJwtBearer(scheme, configureOptions: static _ => { });
    }
}
