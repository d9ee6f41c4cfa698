using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace PatientGateway.Audit;

/// <summary>Query parameters of the audit list. All are text, because only the API validates them.</summary>
internal sealed record AuditQuery
{
    /// <summary>Only entries about this patient.</summary>
    [FromQuery(Name = "patient"), Description("Only entries about this patient, by id.")]
    public string? Patient { get; init; }

    /// <summary>Only entries of this client.</summary>
    [FromQuery(Name = "client"), Description("Only entries of this client.")]
    public string? Client { get; init; }

    /// <summary>Only entries from this time on.</summary>
    [FromQuery(Name = "from"), Description("Only entries from this time on, such as 2026-11-29T09:00:00Z.")]
    public string? From { get; init; }

    /// <summary>Only entries before this time.</summary>
    [FromQuery(Name = "to"), Description("Only entries before this time.")]
    public string? To { get; init; }

    /// <summary>The <c>nextCursor</c> of the previous page.</summary>
    [FromQuery(Name = "cursor"), Description("nextCursor of the previous page; omit it for the first page.")]
    public string? Cursor { get; init; }

    /// <summary>The maximum number of entries on a page.</summary>
    [FromQuery(Name = "limit"), Description("Page size, 1 to 100; default 20.")]
    public string? Limit { get; init; }

    /// <summary>Returns the parameters that are set.</summary>
    public QueryString ToQueryString()
    {
        (string Name, string? Value)[] all =
        [
            ("patient", Patient), ("client", Client), ("from", From), ("to", To), ("cursor", Cursor), ("limit", Limit),
        ];
        return QueryString.Create(all.Where(parameter => parameter.Value is not null)
            .Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
    }
}
