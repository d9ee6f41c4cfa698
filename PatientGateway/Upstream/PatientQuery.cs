using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace PatientGateway.Upstream;

/// <summary>Which page of which list. All text, since the API alone says what is a limit and what is a cursor.</summary>
/// <param name="Search">What a first name, a last name or an external id begins with.</param>
/// <param name="Cursor">Where the page begins, as the page before said.</param>
/// <param name="Limit">How many patients at most.</param>
internal sealed record PatientQuery(
    [property: FromQuery(Name = "search"), Description("The beginning of a first name, a last name or an external id; upper and lower case are the same.")] string? Search,
    [property: FromQuery(Name = "cursor"), Description("The nextCursor of the page before; leave it out for the first page.")] string? Cursor,
    [property: FromQuery(Name = "limit"), Description("How many patients a page holds at most: 1 to 100, 20 if left out.")] string? Limit);
