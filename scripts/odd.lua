-- A page of docs/ for paper (scripts/odd.sh): columns as wide as what they hold, keys that may end a line, and letters
-- with a bar, hat or tilde as TeX sets them.

local stringify = pandoc.utils.stringify

local accents = { ["\u{302}"] = "hat", ["\u{303}"] = "tilde", ["\u{304}"] = "bar" }
local composed = {
  ["ā"] = "bar{a}", ["ḡ"] = "bar{g}", ["ō"] = "bar{o}", ["ȳ"] = "bar{y}", ["ῑ"] = "bar{ι}",
  ["ĉ"] = "hat{c}", ["ŝ"] = "hat{s}",
}
local function str(el)
  local parts, plain = pandoc.List(), ""
  local letters = pandoc.List()
  for _, code in utf8.codes(el.text) do
    letters:insert(utf8.char(code))
  end
  local function flush()
    if plain ~= "" then
      parts:insert(pandoc.Str(plain))
      plain = ""
    end
  end
  local at = 1
  while at <= #letters do
    local letter, mark = letters[at], accents[letters[at + 1] or ""]
    if mark then
      flush()
      parts:insert(pandoc.Math("InlineMath", "\\" .. mark .. "{" .. letter .. "}"))
      at = at + 2
    elseif composed[letter] then
      flush()
      parts:insert(pandoc.Math("InlineMath", "\\" .. composed[letter]))
      at = at + 1
    else
      plain = plain .. letter
      at = at + 1
    end
  end
  flush()
  return parts
end

-- A key, path or call may end its line behind what joins its parts.
local function code(el)
  local text = el.text:gsub("[\\{}$&#^_%%~<>|]", {
    ["\\"] = "\\textbackslash{}", ["{"] = "\\{", ["}"] = "\\}", ["$"] = "\\$", ["&"] = "\\&", ["#"] = "\\#",
    ["^"] = "\\textasciicircum{}", ["_"] = "\\_\\allowbreak{}", ["%"] = "\\%", ["~"] = "\\textasciitilde{}",
    ["<"] = "\\textless{}", [">"] = "\\textgreater{}", ["|"] = "\\textbar{}",
  })
  text = text:gsub("([.:/,])", "%1\\allowbreak{}")
  return pandoc.RawInline("latex", "\\texttt{" .. text .. "}")
end

-- The share of the line for each column: what its longest word needs, and the rest by how much text it has.
local function columns_of(el)
  local simple = pandoc.utils.to_simple_table(el)
  local longest, total, word = {}, {}, {}
  local function measure(cells)
    for n, cell in ipairs(cells) do
      local text = stringify(cell)
      local length = utf8.len(text)
      longest[n] = math.max(longest[n] or 0, length)
      total[n] = (total[n] or 0) + length
      -- Keys break at their joints.
      for piece in text:gsub("[%._:/]", "%0 "):gmatch("%S+") do
        word[n] = math.max(word[n] or 1, utf8.len(piece))
      end
    end
  end
  measure(simple.headers)
  for _, row in ipairs(simple.rows) do
    measure(row)
  end
  local columns, sum = #simple.headers, 0
  for n = 1, columns do
    sum = sum + longest[n] + 3
  end
  local line = 104 -- letters
  if sum > line then
    local least, spare, weight = {}, line, 0
    for n = 1, columns do
      least[n] = math.min(longest[n], math.max(word[n] or 1, 3)) + 2
      spare = spare - least[n]
      weight = weight + math.max(longest[n] - least[n], 0) ^ 0.5 * (total[n] / #simple.rows) ^ 0.5
    end
    for n = 1, columns do
      local own = math.max(longest[n] - least[n], 0) ^ 0.5 * (total[n] / #simple.rows) ^ 0.5
      local width = least[n] + math.max(spare, 0) * own / weight
      el.colspecs[n] = { el.colspecs[n][1], width / math.max(line, line - spare) }
    end
  end
  return el
end

-- Pages beside this one are not in the document; their names are.
local function link(el)
  if not el.target:match("^https?:") and not el.target:match("^#") then
    return el.content
  end
end

-- Columns first: afterwards code is TeX, which has no length.
return { { Table = columns_of }, { Str = str, Code = code, Link = link } }
