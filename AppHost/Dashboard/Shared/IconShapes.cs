namespace Commerce.DeveloperDashboard;

/// <summary>The dashboard's pictograms, drawn on a grid of 24 by 24.</summary>
internal static class IconShapes
{
    public static string Of(string name) => name switch
    {
        "grid" => """<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5"/>""",
        "terminal" => """<path d="M5 7l5 5-5 5M12.5 17.5H19"/>""",
        "monitor" => """<rect x="3" y="4" width="18" height="12" rx="2"/><path d="M12 16v4M8 20h8"/>""",
        "sun" => """<circle cx="12" cy="12" r="4"/><path d="M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M18.4 5.6l-1.1 1.1M6.7 17.3l-1.1 1.1"/>""",
        "moon" => """<path d="M20 14.2A8 8 0 1 1 9.8 4a6.4 6.4 0 0 0 10.2 10.2z"/>""",
        "search" => """<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>""",
        "close" => """<path d="M6 6l12 12M18 6L6 18"/>""",
        "play" => """<path d="M7.5 5v14l11-7z"/>""",
        "pause" => """<path d="M9 5v14M15 5v14"/>""",
        "stop" => """<rect x="6" y="6" width="12" height="12" rx="1.5"/>""",
        "rotate" => """<path d="M20 12a8 8 0 1 1-2.4-5.7L20 8.6M20 4v4.6h-4.6"/>""",
        "check" => """<path d="M5 12.5l4.5 4.5L19 7.5"/>""",
        "check-circle" => """<circle cx="12" cy="12" r="9"/><path d="M8 12.3l2.8 2.8L16 9.6"/>""",
        "x-circle" => """<circle cx="12" cy="12" r="9"/><path d="M9 9l6 6M15 9l-6 6"/>""",
        "alert" => """<path d="M12 4L2.8 20h18.4zM12 10.5v4M12 17.3v.1"/>""",
        "info" => """<circle cx="12" cy="12" r="9"/><path d="M12 11.5V16M12 8v.1"/>""",
        "clock" => """<circle cx="12" cy="12" r="9"/><path d="M12 7.5V12l3 2"/>""",
        "loader" => """<path d="M12 3v4M12 17v4M3 12h4M17 12h4M5.6 5.6l2.9 2.9M15.5 15.5l2.9 2.9M5.6 18.4l2.9-2.9M15.5 8.5l2.9-2.9"/>""",
        "square" => """<rect x="5" y="5" width="14" height="14" rx="2.5"/>""",
        "heart" => """<path d="M3 12h4l2.5-6 4.5 12 2.5-6H21"/>""",
        "box" => """<path d="M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9"/>""",
        "server" => """<rect x="4" y="4" width="16" height="7" rx="1.5"/><rect x="4" y="13" width="16" height="7" rx="1.5"/><path d="M8 7.5v.1M8 16.5v.1"/>""",
        "database" => """<ellipse cx="12" cy="6" rx="7.5" ry="3"/><path d="M4.5 6v12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3V6M4.5 12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3"/>""",
        "zap" => """<path d="M13 3L5 13.5h6L10.5 21 19 10.5h-6z"/>""",
        "stream" => """<path d="M4 7h11M4 12h16M4 17h8"/><circle cx="18.5" cy="7" r="1.5"/><circle cx="15.5" cy="17" r="1.5"/>""",
        "key" => """<circle cx="8" cy="15" r="4.5"/><path d="M11.3 11.7L20 3M16 7l3 3"/>""",
        "external" => """<path d="M14 4h6v6M20 4l-9 9M10 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-4"/>""",
        "copy" => """<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15H4.5a1 1 0 0 1-1-1V5a1.5 1.5 0 0 1 1.5-1.5h9a1 1 0 0 1 1 1V5"/>""",
        "download" => """<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>""",
        "chevron" => """<path d="M9 6l6 6-6 6"/>""",
        "arrow-down" => """<path d="M12 5v14M6 13l6 6 6-6"/>""",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no icon of this name."),
    };
}
